/** The charts of a team and of its domains, as the API gives them: with the numbers that the pages draw. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import type { z } from 'zod'
import { env } from '#env'
import { domainOf } from '#prisma/domain.ts'
import { badRequest, give } from '../api.server.ts'
import { notFound } from '../problem.server.ts'
import { knownZone } from '../ui/clock.ts'
import { oneOf, reachInQuery, type TeamAsker, teamOfApi, wholeTeamOfApi } from '../watch/api.server.ts'
import { type AskedOfDomain, domainCharts, domainLine } from '../watch/domain.server.ts'
import { domainChartNames, fileOfChart } from '../watch/domain-file.server.ts'
import type { Happening } from '../watch/happenings.ts'
import { type chartsSchema, domainChartsSchema, type recordMarkSchema, teamChartsSchema, timelineSchema } from './api.ts'
import { chartFile, chartNames } from './csv.server.ts'
import type { Charts } from './figures.server.ts'
import { calendarOf, type FiguresAsked, figuresOf, readAsked } from './history.server.ts'
import { type Range, ranges, readRange } from './range.ts'
import type { RecordMark } from './records.server.ts'

type Asked = ActionFunctionArgs

const daysAsked = ranges.map(({ days }) => String(days))

/** @throws {Refusal} 400 for a time that is not as it may be */
function rangeIn(url: URL, now: number, zone: string): Range {
  oneOf(url, 'days', daysAsked)
  const range = readRange(url.searchParams, now, zone)
  const isNamed = url.searchParams.has('from') || url.searchParams.has('to')
  if (isNamed && range.days !== null) throw badRequest('from and to are days of the last two years, as 2026-11-21.')
  return range
}

const spanOf = ({ since, until }: Range, now: number) => ({
  begin: new Date(since).toISOString(),
  end: new Date(until ?? now).toISOString(),
})

/** The name of a chart in the query. @throws {Refusal} 400 for none and another */
function chartIn<Name extends string>(url: URL, names: readonly Name[]): Name {
  const chart = oneOf(url, 'chart', names)
  if (!chart) throw badRequest(`chart is one of ${names.join(', ')}.`)
  return chart
}

async function teamAsked(request: Request): Promise<FiguresAsked> {
  const asker = await teamOfApi(request)
  const [url, now, zone] = [new URL(request.url), Date.now(), knownZone(asker.zone)]
  oneOf(url, 'bounces', ['code', 'class', 'provider'])
  return {
    who: { ...asker, ...reachInQuery(asker, url) },
    now,
    range: rangeIn(url, now, zone),
    calendar: calendarOf(zone),
    asked: readAsked(url.searchParams),
  }
}

export async function chartsAnswer({ request }: Asked): Promise<Response> {
  const asked = await teamAsked(request)
  const { charts, marks, replies, bounces, bouncesBefore } = await figuresOf(asked)
  return give(teamChartsSchema, {
    ...{ ...spanOf(asked.range, asked.now), charts: charts && apiCharts(charts), replies: charts && replies },
    ...{ records: marks.map(apiMark), bounces, bouncesBefore },
  })
}

export async function exportChartAnswer({ request }: Asked): Promise<Response> {
  const chart = chartIn(new URL(request.url), chartNames)
  return chartFile(chart, await figuresOf(await teamAsked(request))) ?? notFound()
}

/** @throws {Refusal} 400 */
function domainAsked({ teamId, projects, zone: given }: TeamAsker, request: Request): AskedOfDomain & { range: Range } {
  const [url, now, zone] = [new URL(request.url), Date.now(), knownZone(given)]
  return { teamId, projects, zone, now, params: url.searchParams, range: rangeIn(url, now, zone) }
}

export async function timelineAnswer({ request, params: { name = '' } }: Asked): Promise<Response> {
  const line = await domainLine(domainAsked(await teamOfApi(request), request), name)
  if (!line) return notFound()
  const { begin, end, happenings, marks, looks } = line
  const scores = looks.map(({ at, score, scanId }) => ({ at, score, scan: scanId }))
  return give(timelineSchema, { begin, end, happenings: happenings.map(apiHappening), records: marks.map(apiMark), scores })
}

export async function domainChartsAnswer({ request, params: { name = '' } }: Asked): Promise<Response> {
  const asked = domainAsked(await wholeTeamOfApi(request), request)
  const charts = (await domainOf(asked, name.toLowerCase())) && (await domainCharts(asked, name))
  return charts ? give(domainChartsSchema, { ...spanOf(asked.range, asked.now), ...apiCharts(charts) }) : notFound()
}

/** Who is limited to projects has the charts of the domain itself. */
export async function exportDomainChartAnswer({ request, params: { name = '' } }: Asked): Promise<Response> {
  const chart = chartIn(new URL(request.url), domainChartNames)
  const asked = domainAsked(await teamOfApi(request), request)
  const line = await domainLine(asked, name)
  return (line && fileOfChart({ ...line, charts: await domainCharts(asked, name) }, chart)) ?? notFound()
}

export const apiMark = ({ letter: _letter, scanId, ...mark }: RecordMark): z.infer<typeof recordMarkSchema> => ({
  ...mark,
  scan: scanId,
})

const apiHappening = ({ lane, at, until, verdict, say, path }: Happening) => ({
  ...{ lane, at, until: until ?? null, verdict, what: typeof say === 'string' ? say : say.text },
  page: path === undefined ? null : `${env.BASE_URL}${path}`,
})

function apiCharts({ check: _check, turn, checks, byCheck, mails, ...same }: Charts): z.infer<typeof chartsSchema> {
  const { readyBefore, ...ofMails } = mails
  return {
    turn: turn && { check: turn.checkId, title: turn.title, since: turn.since, failed: turn.failed },
    verdicts: checks,
    checks: byCheck.map(({ checkId, ...row }) => ({ check: checkId, ...row })),
    ...same,
    mails: { ...ofMails, before: readyBefore },
  }
}
