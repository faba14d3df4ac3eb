/** What stands before every operation of the API: how often one may ask, a token that opens nothing, and requests that are not done twice. */
import { createHash } from 'node:crypto'
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { env } from '#env'
import { claimKey, keepAnswer, letGo } from '#prisma/idempotency.ts'
import { countUp, networkOf } from './limits.server.ts'
import { type Operation, operations } from './operations.ts'
import { problem } from './problem.server.ts'
import { may, scopeFor } from './roles.ts'
import { bearerOf, whoAsks } from './who.server.ts'

const minuteMs = 60_000
const longestKey = 200
/** Nobody's team: who has none yet. Their keys are told apart by their network. */
const nobodys = '00000000-0000-0000-0000-000000000000'

/** Runs an operation behind all of it. */
export async function guarded(asked: LoaderFunctionArgs, work: () => Promise<Response>): Promise<Response> {
  const { request, context } = asked
  const token = bearerOf(request)
  const asker = token === undefined ? networkOf(context.client) : `token ${digest(token).toString('base64url')}`
  const counted = await countUp(`api:${asker}`, minuteMs)
  const headers = limitHeaders(counted)
  if (counted > env.API_REQUESTS_PER_MINUTE) {
    const detail = `More than ${env.API_REQUESTS_PER_MINUTE} requests in this minute.`
    return withHeaders(problem({ status: 429, code: 'too-many-requests', detail }, { 'Retry-After': secondsLeft() }), headers)
  }
  const refusal = token === undefined ? null : await refusalOf(request)
  if (refusal) return withHeaders(refusal, headers)
  const key = request.headers.get('idempotency-key')
  const answer = request.method === 'POST' && key !== null ? await once(asked, key, work) : await work()
  return withHeaders(answer, headers)
}

/** Why a token does not reach as far as is asked; null when it does. */
async function refusalOf(request: Request): Promise<Response | null> {
  const { person, role } = await whoAsks(request)
  if (!person) {
    const detail = 'This token opens nothing: it is unknown, has ended, or was taken back.'
    return problem({ status: 401, code: 'bad-token', detail }, { 'WWW-Authenticate': 'Bearer' })
  }
  const needed = operationAsked(request)?.needs ?? 'read'
  if (may(role, needed)) return null
  const detail = `This needs a token with the scope ${scopeFor(needed)}, of somebody whose role in the team allows as much.`
  return problem({ status: 403, code: 'not-allowed', detail })
}

const paths = Object.values<Operation>(operations).map((operation) => ({
  operation,
  pattern: new RegExp(`^/api/v1${operation.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}))

/** The operation that a request asks for; undefined when it is none. */
function operationAsked({ method, url }: Request): Operation | undefined {
  const [asked, { pathname }] = [method === 'HEAD' ? 'GET' : method, new URL(url)]
  return paths.find(({ operation, pattern }) => operation.method === asked && pattern.test(pathname))?.operation
}

const secondsLeft = (now = Date.now()): string => String(Math.ceil((minuteMs - (now % minuteMs)) / 1000))

function limitHeaders(counted: number): Record<string, string> {
  const most = env.API_REQUESTS_PER_MINUTE
  return {
    'RateLimit-Limit': String(most),
    'RateLimit-Remaining': String(Math.max(0, most - counted)),
    'RateLimit-Reset': secondsLeft(),
  }
}

function withHeaders(answer: Response, headers: Record<string, string>): Response {
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value)
  return answer
}

const digest = (...parts: (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest()
}

/** Does it once for a key (draft-ietf-httpapi-idempotency-key-header), and answers the next the same. What was refused is not kept: it may be tried again. */
async function once({ request, context }: LoaderFunctionArgs, given: string, work: () => Promise<Response>): Promise<Response> {
  if (given === '' || given.length > longestKey) {
    return problem({ status: 400, code: 'bad-request', detail: `Idempotency-Key has 1 to ${longestKey} characters.` })
  }
  const { teamId } = await whoAsks(request)
  const ownerId = teamId ?? nobodys
  const claimed = { ownerId, key: teamId ? given : digest(networkOf(context.client), given).toString('base64url') }
  const { pathname, search } = new URL(request.url)
  const body = new Uint8Array(await request.clone().arrayBuffer())
  const claim = await claimKey(claimed, new Uint8Array(digest(pathname + search, body)))
  if (claim.kind === 'busy')
    return problem({ status: 409, code: 'in-progress', detail: 'The request with this key is being done.' })
  if (claim.kind === 'another') {
    return problem({ status: 422, code: 'another-request', detail: 'This key was used for another request.' })
  }
  if (claim.kind === 'answered') {
    const { status, headers, body: text } = claim.answer
    return new Response(text, { status, headers: { ...headers, 'Idempotent-Replayed': 'true' } })
  }
  return keep(claimed, work)
}

async function keep(claimed: { ownerId: string; key: string }, work: () => Promise<Response>): Promise<Response> {
  try {
    const answer = await work()
    if (!answer.ok) {
      await letGo(claimed)
      return answer
    }
    const headers = Object.fromEntries([...answer.headers].filter(([name]) => name !== 'set-cookie'))
    await keepAnswer(claimed, { status: answer.status, headers, body: await answer.clone().text() })
    return answer
  } catch (error) {
    await letGo(claimed)
    throw error
  }
}
