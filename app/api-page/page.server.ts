/** What the page on the API shows: its operations by area, each with a line to try it and an answer. */
import { z } from 'zod'
import { env } from '#env'
import { needsToken, type Operation, operations } from '../operations.ts'
import { scopeFor } from '../roles.ts'
import { answerExample, bodyExample, exampleOf } from './example.ts'
import { anId, byName } from './samples.ts'

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
  /** The scope of the token that it needs; whether it may be asked for without one, too. */
  scope: string
  isOpen: boolean
  /** Of the query. */
  parameters: Field[]
  /** The media type and the fields of what is sent. */
  body: { type: string; fields: Field[] } | null
  gives: { status: number; says: string; type: string | null; fields: Field[] }
  refuses: number[]
  curl: string
  /** An answer, as JSON; '' when it is none. */
  answer: string
}
export interface ApiPageData {
  baseUrl: string
  /** What is looked for. */
  find: string
  perMinute: number
  /** Of what is found, and how many in each there are at all. */
  areas: { name: string; all: number; operations: OperationView[] }[]
}

const longestSearch = 100

export function apiPage(request: Request): ApiPageData {
  const find = (new URL(request.url).searchParams.get('find') ?? '').trim().slice(0, longestSearch)
  const all = Object.entries<Operation>(operations)
  const areas = Map.groupBy(all, ([, { area }]) => area)
  return {
    ...{ baseUrl: `${env.BASE_URL}/api/v1`, find, perMinute: env.API_REQUESTS_PER_MINUTE },
    areas: [...areas].map(([name, group]) => ({
      ...{ name, all: group.length },
      operations: group.filter((one) => isFound(one, find)).map(([id, operation]) => viewOf(id, operation)),
    })),
  }
}

/** Every word of the search stands somewhere in what is said of the operation. */
function isFound([id, { method, path, area, summary, says = '' }]: [string, Operation], find: string): boolean {
  const text = `${id} ${method} ${path} ${area} ${summary} ${says}`.toLowerCase()
  return find
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function viewOf(id: string, operation: Operation): OperationView {
  const { method, path, summary, says = '', query, body, gives, refuses, needs = 'read' } = operation
  const answer = answerExample(operation)
  return {
    ...{ id, method, path, summary, says, scope: scopeFor(needs) ?? '', isOpen: !needsToken(id) },
    parameters: query ? fieldsOf(query, 'input') : [],
    body: body ? { type: body.type, fields: 'schema' in body ? fieldsOf(body.schema, 'input') : [] } : null,
    gives: {
      ...{ status: gives.status, says: gives.says },
      type: gives.schema ? 'application/json' : (gives.type ?? null),
      fields: gives.schema ? fieldsOf(gives.schema, 'output') : [],
    },
    refuses: [...refuses],
    curl: curlOf(id, operation),
    answer: answer === undefined ? '' : JSON.stringify(answer, null, 2),
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

/** As it is typed in a shell, with `SEEDBED_TOKEN` set where a token is needed. */
function curlOf(id: string, operation: Operation): string {
  const { method, path, body, query } = operation
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => byName.text[name] ?? anId)
  const asked = query ? exampleOf(z.object(requiredOf(query)), 'output') : {}
  const search = new URLSearchParams(asked as Record<string, string>).toString()
  const parts = [
    `curl -s${method === 'GET' ? '' : ` -X ${method}`}`,
    ...(needsToken(id) ? ['-H "Authorization: Bearer $SEEDBED_TOKEN"'] : []),
    `'${env.BASE_URL}/api/v1${filled}${search && `?${search}`}'`,
  ]
  if (body && 'schema' in body)
    parts.push(`-H 'Content-Type: application/json' -d '${JSON.stringify(bodyExample(id, operation)).replaceAll("'", "'\\''")}'`)
  else if (body) parts.push(`-H 'Content-Type: ${body.type}' --data-binary @file`)
  return parts.join(' ')
}

const requiredOf = ({ shape }: z.ZodObject) =>
  Object.fromEntries(Object.entries(shape).filter(([, one]) => !(one as z.ZodType).safeParse(undefined).success))
