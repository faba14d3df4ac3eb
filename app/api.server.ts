/** What the routes of the API share: reading what was asked, the answer's shape, and what happens when something goes wrong. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import type { z } from 'zod'
import { env } from '#env'
import { type AddressView, issueAddress } from '#prisma/address.ts'
import { mailById, type MailOfTeam, type MailView } from '#prisma/mail.ts'
import type { AttemptView } from '#prisma/reply-attempt.ts'
import { log } from '#worker/log.ts'
import {
  type ApiAddress,
  type AttemptList,
  attemptListSchema,
  issuedAddressSchema,
  type MailSummary,
  type NewAddress,
} from './api.ts'
import { guarded } from './api-guard.server.ts'
import { askForAddress } from './limits.server.ts'
import { problem } from './problem.server.ts'
import type { Action } from './roles.ts'
import { ensureTeam, mayTouch, whoAsks } from './who.server.ts'

type Asked = LoaderFunctionArgs

/** A request that cannot be answered; its problem is the answer. */
export class Refusal extends Error {
  readonly answer: Response

  constructor(answer: Response) {
    super('refused')
    this.answer = answer
  }
}

export const badRequest = (detail: string): Refusal => new Refusal(problem({ status: 400, code: 'bad-request', detail }))

/**
 * Runs one route of the API: a refusal becomes its problem, a database that is away 503, anything else a logged error and 500.
 * `gives`: the media type of the good answer.
 */
export async function answerApi(asked: Asked, work: () => Promise<Response>, gives = 'application/json'): Promise<Response> {
  try {
    if (!accepts(asked.request, gives)) {
      return problem({ status: 406, code: 'not-acceptable', detail: `The answer would be ${gives}, which Accept leaves out.` })
    }
    return await guarded(asked, () => refusedOr(work))
  } catch (error) {
    if (asked.request.signal.aborted) throw error
    const { requestId } = asked.context
    if (isAway(error)) {
      log.warn({ err: error, requestId }, 'the database is away')
      const words = { status: 503, code: 'not-available', detail: 'The database does not answer now. Try again soon.', requestId }
      return problem(words, { 'Retry-After': '5' })
    }
    log.error({ err: error, requestId }, 'an API route failed')
    return problem({
      status: 500,
      code: 'our-mistake',
      detail: 'Something went wrong on our side, and it is in our log.',
      requestId,
    })
  }
}

/** A refusal is an answer. */
async function refusedOr(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) return error.answer
    // What the doors throw for pages: 403 for another role.
    if (error instanceof Response && error.status === 403)
      return problem({ status: 403, code: 'not-allowed', detail: await error.text() })
    throw error
  }
}

/** Is this the error of a database that cannot be reached? */
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return error.name === 'PrismaClientInitializationError' || /^(P1\d{3}|P2024|ECONN\w+|57P0\d)$/.test(code) || isAway(error.cause)
}

/** RFC 9110 §12.5.1, without preferences: is the type, or all of its kind, or everything, among what is accepted? */
function accepts(request: Request, type: string): boolean {
  const header = request.headers.get('accept')
  if (!header) return true
  const ranges = header.split(',').map((range) => range.split(';').map((part) => part.trim().toLowerCase()))
  const wanted = new Set([type, `${type.split('/')[0]}/*`, '*/*'])
  return ranges.some(
    ([range = '', ...parameters]) => wanted.has(range) && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)),
  )
}

/** An answer whose shape the compiler has held against the schema. */
export function give<Schema extends z.ZodType>(_schema: Schema, value: z.infer<Schema>, init: ResponseInit = {}): Response {
  const headers = new Headers(init.headers)
  headers.set('Cache-Control', 'no-store')
  return Response.json(value, { ...init, headers })
}

/**
 * The JSON body, as the schema has it; `{}` when there is no body.
 * @throws {Refusal} 415 for another media type, 400 for another shape
 */
export async function readJson<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.infer<Schema>> {
  const text = await request.text()
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (text && type !== 'application/json') {
    throw new Refusal(problem({ status: 415, code: 'unsupported-media-type', detail: 'Send application/json, or no body.' }))
  }
  const read = schema.safeParse(text ? parseJson(text) : {})
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw badRequest(`${issue?.path.join('.') || 'The body'}: ${issue?.message}`)
}

/** The text of a table. @throws {Refusal} 415 for another media type */
export async function readCsv(request: Request): Promise<string> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type === 'text/csv') return request.text()
  throw new Refusal(problem({ status: 415, code: 'unsupported-media-type', detail: 'Send text/csv.' }))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badRequest('The body is not JSON.')
  }
}

/**
 * A whole number from the query.
 * @throws {Refusal} 400 for anything else
 */
export function wholeNumber(
  url: URL,
  name: string,
  { least, most }: { least: number; most: number },
  unit = '',
): number | undefined {
  const text = url.searchParams.get(name)
  if (text === null) return undefined
  const digits = unit && text.endsWith(unit) ? text.slice(0, -unit.length) : text
  const value = /^\d{1,9}$/.test(digits) ? Number(digits) : Number.NaN
  if (value >= least && value <= most) return value
  throw badRequest(`${name} is a whole number from ${least} to ${most}.`)
}

/** A moment in the query. @throws {Refusal} 400 for anything else */
export function momentIn({ searchParams }: URL, name: string): Date | undefined {
  const text = searchParams.get(name)
  if (text === null) return undefined
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at)) throw badRequest(`${name} is a moment in UTC, as 2026-11-21T13:05:00Z.`)
  return new Date(at)
}

/** Takes an address for whoever asks, within the limits: 201, or why not. */
export async function issueAnswer(
  { request, context }: Asked,
  { domain = env.SEED_DOMAINS[0] ?? '' }: NewAddress,
): Promise<Response> {
  if (!env.SEED_DOMAINS.includes(domain)) throw badRequest(`domain is one of ${env.SEED_DOMAINS.join(', ')}.`)
  const { person } = await whoAsks(request)
  const leave = await askForAddress({ client: context.client, person })
  if (!leave.given && leave.reason === 'members-only') {
    return problem({
      status: 403,
      code: 'members-only',
      detail: 'This Seedbed gives addresses to its members only (setting ACCESS).',
    })
  }
  if (!leave.given) {
    const seconds = Math.max(1, Math.ceil((leave.retryAt.getTime() - Date.now()) / 1000))
    const detail = `Your network has taken as many addresses as it can have in an hour: ${env.ADDRESSES_PER_HOUR}. The next can be taken at ${leave.retryAt.toISOString()}.`
    return problem({ status: 429, code: 'too-many-addresses', detail }, { 'Retry-After': String(seconds) })
  }
  const { who } = await ensureTeam(request)
  const { address, token } = await issueAddress({ teamId: who.teamId, projectId: who.projectId, domain })
  const headers = { Location: `/api/v1/addresses/${token}` }
  return give(issuedAddressSchema, { token, ...apiAddress(address) }, { status: 201, headers })
}

/**
 * A mail that whoever asks may read (or do more with): of an anonymous team its id opens it, of any other team only its members, as far as
 * their role and projects reach.
 */
export async function readableMail(
  id: string | undefined,
  request: Request,
  action: Action = 'read',
): Promise<MailOfTeam | null> {
  const mail = id === undefined ? null : await mailById(id)
  if (!mail || mail.teamKind === 'anonymous') return mail
  return mayTouch(await whoAsks(request), mail, action) ? mail : null
}

/** Where a mail can be handed in; a receiver that listens everywhere is named by its name. */
export function smtpDoor(): { host: string; port: number } {
  const everywhere = env.SMTP_HOST === '0.0.0.0' || env.SMTP_HOST === '::'
  return { host: everywhere ? env.SMTP_NAME : env.SMTP_HOST, port: env.SMTP_PORT }
}

export const apiAddress = ({ email, receivesUntil, keptUntil }: AddressView): ApiAddress => ({
  address: email,
  receivesUntil: receivesUntil.toISOString(),
  keptUntil: keptUntil.toISOString(),
  smtp: smtpDoor(),
})

export const mailSummary = ({ id, receivedAt, subjectHeader, fromHeader, label, status, score }: MailView): MailSummary => ({
  id,
  receivedAt: receivedAt.toISOString(),
  subjectHeader,
  from: fromHeader,
  label,
  status,
  score,
})

const behaviours = attemptListSchema.shape.attempts.element.shape.behaviour

export const apiAttempt = ({ at, behaviour, ...attempt }: AttemptView): AttemptList['attempts'][number] => ({
  ...attempt,
  behaviour: behaviours.parse(behaviour),
  at: at.toISOString(),
})
