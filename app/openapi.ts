/** The API as an OpenAPI 3.1 document (spec.openapis.org/oas/v3.1.1), made from the table of operations and the schemas. */
import { z } from 'zod'
import { problemSchema } from './api.ts'
import { type Operation, operations } from './operations.ts'

type Json = Record<string, unknown>

const problemAnswer = {
  description: '',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}
const refusals: Record<number, string> = {
  400: 'Something that was sent cannot be: `detail` says what',
  403: 'Not for whoever asks',
  404: 'There is nothing here, or it is not yours to read',
  409: 'It does not fit what is there',
  413: 'Too large',
  415: 'Of another media type than is taken here',
  429: 'Too many; `Retry-After` says when to come back',
  500: 'Our mistake; it is in our log under `requestId`',
  503: 'Not available now; try again soon',
}
/** What everything can be refused with. */
const always = [500, 503]

/** The whole document. `baseUrl`: where this Seedbed is, without a final slash. */
export function openApi(baseUrl: string): Json {
  const shapes = shapeStore()
  shapes.named('Problem', problemSchema, 'output')
  const paths: Record<string, Json> = {}
  for (const [operationId, operation] of Object.entries<Operation>(operations)) {
    const method = operation.method.toLowerCase()
    paths[operation.path] = { ...paths[operation.path], [method]: described(operationId, operation, shapes) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Seedbed',
      version: '1',
      summary: 'E-mail deliverability and DNS diagnostics',
      description: 'Within v1 fields are only added, and an outcome code is never renamed. Times are ISO 8601 in UTC.',
    },
    servers: [{ url: `${baseUrl}/api/v1` }],
    tags: [...new Set(Object.values<Operation>(operations).map(({ area }) => area))].map((name) => ({ name })),
    paths,
    components: { schemas: shapes.all },
  }
}

function described(operationId: string, operation: Operation, shapes: ShapeStore): Json {
  const { area, summary, says, path, query, body, gives, refuses } = operation
  const name = operationId[0]?.toUpperCase() + operationId.slice(1)
  return {
    ...{ operationId, tags: [area], summary },
    ...(says && { description: says }),
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body && { requestBody: { required: true, content: { [body.type]: bodyOf(body, `${name}Body`, shapes) } } }),
    responses: {
      [gives.status]: good(gives, name, shapes),
      ...Object.fromEntries(
        [...refuses, ...always].map((status) => [status, { ...problemAnswer, description: refusals[status] }]),
      ),
    },
  }
}

const bodyOf = (body: NonNullable<Operation['body']>, name: string, shapes: ShapeStore): Json =>
  'schema' in body ? { schema: shapes.named(name, body.schema, 'input') } : {}

function good({ says, schema, type }: Operation['gives'], name: string, shapes: ShapeStore): Json {
  if (schema) return { description: says, content: { 'application/json': { schema: shapes.named(name, schema, 'output') } } }
  return { description: says, ...(type && { content: { [type]: {} } }) }
}

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))

function queryParameters(query: Operation['query']): Json[] {
  if (!query) return []
  const { properties = {} } = z.toJSONSchema(query, { io: 'input' })
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = typeof property === 'object' ? property : {}
    return { name, in: 'query', required: false, ...(description && { description }), schema }
  })
}

interface ShapeStore {
  all: Json
  /** Puts a schema among the components, at its first use, and refers to it. */
  named(name: string, schema: z.ZodType, io: 'input' | 'output'): Json
}

/** JSON Schema 2020-12, which OpenAPI 3.1 takes as it is, but for what is defined within: that moves to the components. */
function shapeStore(): ShapeStore {
  const all: Json = {}
  const known = new Map<z.ZodType, string>()
  return {
    all,
    named(name, schema, io) {
      const present = known.get(schema)
      if (present) return referTo(present)
      known.set(schema, name)
      const { $schema: _, ...shape } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
      const { $defs = {}, ...rest } = JSON.parse(JSON.stringify(shape).replaceAll('"#/$defs/', `"${components}${name}.`))
      all[name] = rest
      for (const [inner, definition] of Object.entries($defs)) all[`${name}.${inner}`] = definition
      return referTo(name)
    },
  }
}

const components = '#/components/schemas/'
const referTo = (name: string): Json => ({ $ref: `${components}${name}` })
