/** The bounces of a team for programs: a list by filter, newest first. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { explainBounce } from '#checks/bounce/index.ts'
import { type BounceFilter, bounceOf, type BounceView, bouncesOf, countBounces, deleteKept } from '#prisma/bounce.ts'
import { badRequest, give, readCsv, readJson, wholeNumber } from '../api.server.ts'
import { type ApiBounce, type BounceList, bounceSchema } from '../api.ts'
import { doneOr404 } from '../api-route.server.ts'
import { keepAsked } from '../bounce/keep.server.ts'
import { withMeanings } from '../bounce/export.server.ts'
import { calendarOf } from '../charts/history.server.ts'
import { notFound } from '../problem.server.ts'
import { knownZone } from '../ui/clock.ts'
import { oneOf } from '../watch/api.server.ts'
import { mustBe } from '../who.server.ts'
import { bounceFiguresSchema, keptBouncesSchema, newKeptBouncesSchema } from './api.ts'
import { type Asked as Narrowed, narrowerNames, narrowers } from './asked.ts'
import { listOf } from './csv.server.ts'
import { figuresOf, filterOf } from './figures.server.ts'
import { bounceOwner, classOf, readCursor, writeCursor } from './page.server.ts'

type Asked = ActionFunctionArgs

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
  const asked: Narrowed = { days: 365, by: 'code' }
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

const csvAnswer = (text: string): Response =>
  new Response(text, { headers: { 'Content-Type': 'text/csv; charset=utf-8', 'Cache-Control': 'no-store' } })

export async function exportAnswer({ request }: Asked): Promise<Response> {
  const filter = readFilter(new URL(request.url).searchParams)
  const owner = await bounceOwner(request)
  // Of nobody's team: only the heading.
  const { teamId, projects } = owner ?? { teamId: '00000000-0000-0000-0000-000000000000', projects: [] }
  return csvAnswer(await listOf({ ...filter, teamId, projects }))
}

export async function figuresAnswer({ request }: Asked): Promise<Response> {
  const url = new URL(request.url)
  const [filter, now] = [readFilter(url.searchParams), Date.now()]
  const by = oneOf(url, 'by', ['code', 'label']) ?? 'code'
  const owner = await bounceOwner(request)
  const calendar = calendarOf(knownZone(owner?.who.zone))
  const rows = owner ? await countBounces({ ...filter, teamId: owner.teamId, projects: owner.projects }) : []
  const asked = { days: 365, by, ...(filter.until && { until: filter.until.toISOString() }) }
  return give(bounceFiguresSchema, figuresOf(rows, { asked, now, calendar }))
}

export async function bounceAnswer({ request, params: { id = '' } }: Asked): Promise<Response> {
  const owner = await bounceOwner(request)
  const bounce = owner && (await bounceOf({ teamId: owner.teamId, projects: owner.projects, id }))
  return bounce ? give(bounceSchema, apiBounce(bounce)) : notFound()
}

export async function keepAnswer({ request, context }: Asked): Promise<Response> {
  const { project, reply, mime, csv, column } = await readJson(request, newKeptBouncesSchema)
  if ([reply, mime, csv].filter((one) => one !== undefined).length !== 1)
    throw badRequest('The body has a reply, a mime or a csv.')
  const form = new FormData()
  form.set('project', project)
  if (csv !== undefined) form.set('csv', csv)
  if (column !== undefined) form.set('column', String(column))
  if (reply !== undefined) form.set('text', reply)
  if (mime !== undefined) form.set('mail', Buffer.from(mime).toString('base64'))
  const kept = await keepAsked(request, context.client, form)
  if (typeof kept === 'string') throw badRequest(kept)
  return give(keptBouncesSchema, { as: kept.as, project: kept.projectId, kept: kept.count }, { status: 201 })
}

export async function takeBackAnswer({ request, params: { as = '' } }: Asked): Promise<Response> {
  const owner = await bounceOwner(request)
  if (!owner) return notFound()
  mustBe(owner.who, 'delete')
  return doneOr404((await deleteKept({ teamId: owner.teamId, projects: owner.projects, as })) > 0)
}

export async function explainAnswer({ request }: Asked): Promise<Response> {
  const text = await readCsv(request)
  const column = wholeNumber(new URL(request.url), 'column', { least: 0, most: 999 })
  const explained = await withMeanings(text, column)
  if (explained === undefined) throw badRequest('There is no table with replies in this.')
  return csvAnswer(explained)
}
