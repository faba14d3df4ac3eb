/**
 * A small typed client of the HTTP API, made from its table of operations: one method each, with its parameters, query and body as one
 * object. Answers are read with their schemas.
 */
import type { z } from 'zod'
import { problemSchema } from '#app/api.ts'
import { type Operation, type OperationId, type Operations, operations } from '#app/operations.ts'

type PathNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | PathNames<Rest> : never
type Query<One> = One extends { query: infer Schema extends z.ZodType } ? { query?: z.input<Schema> } : unknown
type Body<One> = One extends { body: { schema: infer Schema extends z.ZodType } }
  ? { body: z.input<Schema> }
  : One extends { body: object }
    ? { body: Uint8Array<ArrayBuffer> }
    : unknown
type Given<One extends Operation> = { [Name in PathNames<One['path']>]: string } & Query<One> & Body<One>
type Answer<One> = One extends { gives: { schema: infer Schema extends z.ZodType } }
  ? z.infer<Schema>
  : One extends { gives: { type: string } }
    ? Uint8Array
    : undefined

export type Client = { [Id in OperationId]: (given: Given<Operations[Id]>) => Promise<Answer<Operations[Id]>> }

/** The API refused: the problem document (RFC 9457) it gave, or what stands for one. */
export class Refused extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, detail: string) {
    super(detail)
    this.status = status
    this.code = code
  }
}

export interface ClientOptions {
  /** Of an API token. */
  token?: string | undefined
  signal?: AbortSignal
  /** More headers for every request. */
  headers?: Record<string, string>
}

/**
 * The operations of the Seedbed at `baseUrl`. Each throws {@link Refused} for a refusal, a ZodError for an answer of another shape, and what
 * `fetch` throws when nobody answers.
 */
export function clientOf(baseUrl: string, options: ClientOptions = {}): Client {
  const entries = Object.entries<Operation>(operations).map(([id, operation]) => [
    id,
    (given: Record<string, unknown>) => call(baseUrl, operation, given, options),
  ])
  return Object.fromEntries(entries)
}

async function call(
  baseUrl: string,
  operation: Operation,
  given: Record<string, unknown>,
  options: ClientOptions,
): Promise<unknown> {
  const { method, body, gives } = operation
  const response = await fetch(urlOf(baseUrl, operation, given), {
    method,
    headers: {
      ...options.headers,
      ...(body && { 'Content-Type': body.type }),
      ...(options.token && { Authorization: `Bearer ${options.token}` }),
    },
    ...(body && { body: bodyOf(body, given.body) }),
    ...(options.signal && { signal: options.signal }),
  })
  if (!response.ok) throw await refusalOf(response)
  if (gives.schema) return gives.schema.parse(await response.json())
  return gives.type ? new Uint8Array(await response.arrayBuffer()) : undefined
}

function urlOf(baseUrl: string, { path }: Operation, given: Record<string, unknown>): URL {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given[name])))
  const url = new URL(`${baseUrl.replace(/\/+$/, '')}/api/v1${filled}`)
  for (const [name, value] of Object.entries((given.query as object | undefined) ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url
}

function bodyOf(body: NonNullable<Operation['body']>, given: unknown): string | Uint8Array<ArrayBuffer> {
  return 'schema' in body ? JSON.stringify(given) : (given as Uint8Array<ArrayBuffer>)
}

async function refusalOf(response: Response): Promise<Refused> {
  const problem = problemSchema.safeParse(await response.json().catch(() => null))
  if (problem.success) return new Refused(response.status, problem.data.code, problem.data.detail)
  return new Refused(response.status, 'unknown', `It answered ${response.status}, without a reason.`)
}
