/** The API as an OpenAPI 3.1 document (spec.openapis.org/oas/v3.1.1), made from the table of operations and the schemas. */
import { z } from 'zod'
import { problemSchema } from './api.ts'
import { answerExample, bodyExample } from './api-page/example.ts'
import { alertToldOperation, alertToldSchema } from './channels/told.ts'
import { needsToken, type Operation, operations } from './operations.ts'
import { scopeFor } from './roles.ts'

type Json = Record<string, unknown>

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
const refusals: Record<number, string> = {
  400: 'Something that was sent cannot be: `detail` says what',
  401: 'The token opens nothing',
  403: 'Not for whoever asks',
  404: 'There is nothing here, or it is not yours to read',
  409: 'It does not fit what is there',
  413: 'Too large',
  415: 'Of another media type than is taken here',
  422: 'The Idempotency-Key was used for another request',
  429: 'Too many; `Retry-After` says when to come back',
  500: 'Our mistake; it is in our log under `requestId`',
  503: 'Not available now; try again soon',
}
/** What everything can be refused with; and what else, when a key comes along. */
const always = [401, 429, 500, 503]
const withKey = [409, 422]

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
    webhooks: { alert: { post: alertToldOperation(shapes.named('AlertTold', alertToldSchema, 'output')) } },
    components: { schemas: shapes.all, headers, parameters, securitySchemes },
  }
}

const number = { type: 'integer' }
const headers = {
  'RateLimit-Limit': { description: 'Requests of one token, or of one network without a token, in a minute', schema: number },
  'RateLimit-Remaining': { description: 'How many of them are left', schema: number },
  'RateLimit-Reset': { description: 'Seconds until the next minute begins', schema: number },
  'Retry-After': { description: 'Seconds after which it may be tried again', schema: number },
}
const limits = Object.fromEntries(
  Object.keys(headers)
    .filter((name) => name.startsWith('RateLimit'))
    .map((name) => [name, { $ref: `#/components/headers/${name}` }]),
)
const retries = { ...limits, 'Retry-After': { $ref: '#/components/headers/Retry-After' } }

const parameters = {
  IdempotencyKey: {
    ...{ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', minLength: 1, maxLength: 200 } },
    description: 'A word of your own: with the same one the same request is done once within a day, and answered the same again',
  },
}

const securitySchemes = {
  token: {
    ...{ type: 'http', scheme: 'bearer', bearerFormat: 'seedbed_…' },
    description:
      'An API token of a team, made in its settings. Its scope is read, write or manage, each with what the one before may; it never reaches further than the role of whoever made it.',
  },
}

/** What is asked for with a token needs this scope; the rest may be asked for without one, too. */
const securityOf = (operationId: string, { needs = 'read' }: Operation): Json[] => [
  ...(needsToken(operationId) ? [] : [{}]),
  { token: [scopeFor(needs)] },
]

function described(operationId: string, operation: Operation, shapes: ShapeStore): Json {
  const { area, summary, says, path, query, body, gives, refuses } = operation
  const name = operationId[0]?.toUpperCase() + operationId.slice(1)
  const isRepeatable = operation.method === 'POST'
  return {
    ...{ operationId, tags: [area], summary },
    ...(says && { description: says }),
    security: securityOf(operationId, operation),
    parameters: [
      ...pathParameters(path),
      ...queryParameters(query),
      ...(isRepeatable ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ],
    ...(body && {
      requestBody: { required: true, content: { [body.type]: bodyOf(operationId, operation, `${name}Body`, shapes) } },
    }),
    responses: {
      [gives.status]: good(operation, name, shapes),
      ...Object.fromEntries([...refuses, ...always, ...(isRepeatable ? withKey : [])].map((status) => [status, refused(status)])),
    },
  }
}

const refused = (status: number): Json => ({
  ...{ description: refusals[status], content: problemContent },
  headers: status === 429 || status === 503 ? retries : limits,
})

function bodyOf(operationId: string, operation: Operation, name: string, shapes: ShapeStore): Json {
  const { body } = operation
  if (!body || !('schema' in body)) return {}
  return { schema: shapes.named(name, body.schema, 'input'), example: bodyExample(operationId, operation) }
}

function good(operation: Operation, name: string, shapes: ShapeStore): Json {
  const { says, schema, type } = operation.gives
  const said = { description: says, headers: limits }
  if (schema)
    return {
      ...said,
      content: { 'application/json': { schema: shapes.named(name, schema, 'output'), example: answerExample(operation) } },
    }
  return { ...said, ...(type && { content: { [type]: {} } }) }
}

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))

function queryParameters(query: Operation['query']): Json[] {
  if (!query) return []
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' })
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = typeof property === 'object' ? property : {}
    return { name, in: 'query', required: required.includes(name), ...(description && { description }), schema }
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
