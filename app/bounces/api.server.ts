/** The bounces of a team for programs: a list by filter, newest first. */
import { explainBounce } from '#checks/bounce/index.ts'
import { type BounceFilter, type BounceView, bouncesOf } from '#prisma/bounce.ts'
import { badRequest, wholeNumber } from '../api.server.ts'
import type { ApiBounce, BounceList } from '../api.ts'
import { type Asked, narrowerNames, narrowers } from './asked.ts'
import { filterOf } from './figures.server.ts'
import { bounceOwner, classOf, readCursor, writeCursor } from './page.server.ts'

const page = 50
const largestPage = 200
const yearMs = 365 * 86_400_000

/**
 * What was asked for; an empty list for who owns nothing yet.
 * @throws {Refusal} 400 for a query that is not as it may be
 */
export async function bounceList(request: Request): Promise<BounceList> {
  const url = new URL(request.url)
  const limit = wholeNumber(url, 'limit', { least: 1, most: largestPage }) ?? page
  const filter = readFilter(url.searchParams)
  const given = url.searchParams.get('after')
  const after = readCursor(given)
  if (given !== null && !after) throw badRequest('after is the `next` of an answer before.')
  const owner = await bounceOwner(request)
  if (!owner) return { bounces: [], next: null }
  const { who: _, ...owned } = owner
  const found = await bouncesOf({ ...filter, ...owned, take: limit + 1, ...(after && { after }) })
  const last = found[limit - 1]
  return { bounces: found.slice(0, limit).map(apiBounce), next: last && found.length > limit ? writeCursor(last) : null }
}

function readFilter(params: URLSearchParams): Omit<BounceFilter, 'teamId' | 'projects'> {
  const asked: Asked = { days: 365, by: 'code' }
  for (const name of narrowerNames) {
    const value = params.get(name)
    if (value === null) continue
    const read = name === 'domain' ? value.toLowerCase() : value
    if (!narrowers[name].test(read)) throw badRequest(`${name} cannot be ${JSON.stringify(value.slice(0, 100))}.`)
    asked[name] = read
  }
  const [since, until] = [moment(params, 'since'), moment(params, 'until')]
  const { teamId: _team, projects: _projects, ...narrowed } = filterOf(asked, { teamId: '', projects: null }, Date.now())
  return { ...narrowed, since: since ?? new Date(Date.now() - yearMs), ...(until && { until }) }
}

function moment(params: URLSearchParams, name: 'since' | 'until'): Date | undefined {
  const text = params.get(name)
  if (text === null) return undefined
  const at = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z)?$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at)) throw badRequest(`${name} is a moment in UTC, as 2026-11-21T13:05:00Z.`)
  return new Date(at)
}

function apiBounce(bounce: BounceView): ApiBounce {
  const { id, at, source, mailId, projectId, recipient, status, replyCode, diagnostic, label, provider, rule } = bounce
  const { action, sentence } = explainBounce(bounce)
  const judged = { class: classOf(bounce.class), label, action, provider, rule, sentence }
  return { id, at: at.toISOString(), source, sourceId: mailId, projectId, recipient, status, replyCode, ...judged, diagnostic }
}
