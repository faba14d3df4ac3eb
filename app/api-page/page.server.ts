/** What the page on the API shows: its operations by area, each with a line to try it. */
import { z } from 'zod'
import { env } from '#env'
import { type Operation, operations } from '../operations.ts'

/** A parameter of the query, or a field of what is sent or answered. */
export interface Field {
  name: string
  /** `string`, `number`, `stored | reported`, `list` …; '' when it goes without saying. */
  type: string
  says: string
}
export interface OperationView {
  id: string
  method: Operation['method']
  path: string
  summary: string
  says: string
  /** Of the query. */
  parameters: Field[]
  /** The media type and the fields of what is sent. */
  body: { type: string; fields: Field[] } | null
  gives: { status: number; says: string; type: string | null; fields: Field[] }
  refuses: number[]
  curl: string
}
export interface ApiPageData {
  baseUrl: string
  areas: { name: string; operations: OperationView[] }[]
}

export function apiPage(): ApiPageData {
  const all = Object.entries<Operation>(operations)
  const areas = Map.groupBy(all, ([, { area }]) => area)
  return {
    baseUrl: `${env.BASE_URL}/api/v1`,
    areas: [...areas].map(([name, group]) => ({ name, operations: group.map(([id, operation]) => viewOf(id, operation)) })),
  }
}

function viewOf(id: string, operation: Operation): OperationView {
  const { method, path, summary, says = '', query, body, gives, refuses } = operation
  return {
    ...{ id, method, path, summary, says },
    parameters: query ? fieldsOf(query, 'input') : [],
    body: body ? { type: body.type, fields: 'schema' in body ? fieldsOf(body.schema, 'input') : [] } : null,
    gives: {
      ...{ status: gives.status, says: gives.says },
      type: gives.schema ? 'application/json' : (gives.type ?? null),
      fields: gives.schema ? fieldsOf(gives.schema, 'output') : [],
    },
    refuses: [...refuses],
    curl: curlOf(operation),
  }
}

type JsonSchema = z.core.JSONSchema.BaseSchema

/** The fields of the first level; the document has the rest. */
function fieldsOf(schema: z.ZodType, io: 'input' | 'output'): Field[] {
  const { properties = {} } = firstOf(z.toJSONSchema(schema, { io, unrepresentable: 'any' }))
  return Object.entries(properties).map(([name, property]) => {
    const one: JsonSchema = typeof property === 'object' ? property : {}
    return { name, type: typeOf(one), says: one.description ?? '' }
  })
}

/** Of several shapes the first has all fields. */
const firstOf = (schema: JsonSchema): JsonSchema => {
  const [first] = schema.anyOf ?? []
  return typeof first === 'object' ? first : schema
}

function typeOf({ type, enum: words, const: word, anyOf, $ref }: JsonSchema): string {
  if (words) return words.join(' | ')
  if (word !== undefined) return String(word)
  if (anyOf) return anyOf.map((one) => (typeof one === 'object' ? typeOf(one) : '')).join(' | ')
  if (type === 'array') return 'list'
  return typeof type === 'string' ? type : $ref ? 'object' : ''
}

function curlOf({ method, path, body }: Operation): string {
  const parts = ['curl -s', ...(method === 'GET' ? [] : [`-X ${method}`]), `${env.BASE_URL}/api/v1${path}`]
  if (body?.type === 'application/json') parts.push(`-H 'Content-Type: application/json' -d '{}'`)
  else if (body) parts.push(`-H 'Content-Type: ${body.type}' --data-binary @file`)
  return parts.join(' ')
}
