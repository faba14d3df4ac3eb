/** The figures of a team over time, as the API gives them. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import type { z } from 'zod'
import { countBounces } from '#prisma/bounce.ts'
import { checkCounts, replyCounts, scores } from '#prisma/history.ts'
import { delayDays, longestOfStep, mailDays } from '#prisma/mail-day.ts'
import { badRequest, give, wholeNumber } from '../api.server.ts'
import { writeTable } from '../bounce/csv.server.ts'
import { oneOf, wholeTeamOfApi } from '../watch/api.server.ts'
import { historySchema } from './api.ts'

type Asked = ActionFunctionArgs
type Figures = z.infer<typeof historySchema>

const dayMs = 86_400_000
const mostDaysByHour = 14

export const historyAnswer = async ({ request }: Asked): Promise<Response> => give(historySchema, await figuresOf(request))

export async function exportHistoryAnswer({ request }: Asked): Promise<Response> {
  const { of, rows } = await figuresOf(request)
  const cells = rows.map((row) => Object.values(row).map((cell) => String(cell ?? '')))
  const text = writeTable({ separator: ',', rows: [headings[of], ...cells] })
  return new Response(text, { headers: { 'Content-Type': 'text/csv; charset=utf-8', 'Cache-Control': 'no-store' } })
}

const headings: Record<Figures['of'], string[]> = {
  checks: ['at', 'check', 'verdict', 'count'],
  mails: ['at', 'mails', 'ready', 'meanScore', 'leastScore'],
  delays: ['at', 'atMost', 'count'],
  replies: ['at', 'reply', 'count'],
  bounces: ['at', 'status', 'class', 'label', 'provider', 'count'],
  scores: ['at', 'mail', 'score', 'subjectHeader'],
}

/** Counts are over the whole team: none for who may not see all of it. @throws {Refusal} 400, 403 */
async function figuresOf(request: Request): Promise<Figures> {
  const { teamId } = await wholeTeamOfApi(request)
  const url = new URL(request.url)
  const of = oneOf(url, 'of', kinds)
  if (!of) throw badRequest(`of is one of ${kinds.join(', ')}.`)
  const days = wholeNumber(url, 'days', { least: 1, most: 366 }) ?? 30
  const by = oneOf(url, 'by', ['hour', 'day']) ?? 'day'
  if (by === 'hour' && days > mostDaysByHour) throw badRequest(`by hour goes back ${mostDaysByHour} days.`)
  const check = url.searchParams.get('check') ?? undefined
  const domain = url.searchParams.get('domain')?.slice(0, 253).toLowerCase() || undefined
  return works[of]({ teamId, domain, since: new Date(Date.now() - days * dayMs) }, by, check)
}

const kinds = ['checks', 'mails', 'delays', 'replies', 'bounces', 'scores'] as const

interface Range {
  teamId: string
  domain: string | undefined
  since: Date
}

const works: Record<Figures['of'], (range: Range, by: 'hour' | 'day', check?: string) => Promise<Figures>> = {
  checks: async (range, by, check) => {
    const counts = (await checkCounts(range)).filter(({ checkId }) => check === undefined || checkId === check)
    return {
      of: 'checks',
      rows: summed(
        counts.map(({ hour, checkId, ...row }) => ({ hour, check: checkId, ...row })),
        by,
      ),
    }
  },
  mails: async (range) => ({
    of: 'mails',
    rows: (await mailDays(range)).map(({ day, mails, ready, scored, scoreSum, scoreLeast }) => ({
      ...{ at: dayOf(day), mails, ready },
      meanScore: scored > 0 ? Math.round((scoreSum / scored) * 10) / 10 : null,
      leastScore: scored > 0 ? scoreLeast : null,
    })),
  }),
  delays: async (range) => ({
    of: 'delays',
    rows: (await delayDays(range)).map(({ day, step, count }) => ({ at: dayOf(day), atMost: longestOfStep(step), count })),
  }),
  replies: async ({ teamId, since }, by) => ({ of: 'replies', rows: summed(await replyCounts({ teamId, since }), by) }),
  bounces: async ({ teamId, since }, by) => ({
    of: 'bounces',
    rows: summed(await countBounces({ teamId, since, projects: null }), by),
  }),
  scores: async ({ teamId, since }) => ({
    of: 'scores',
    rows: (await scores({ teamId, since })).map(({ mailId, receivedAt, score, subjectHeader }) => ({
      ...{ at: receivedAt.toISOString(), mail: mailId, score, subjectHeader },
    })),
  }),
}

const dayOf = (at: Date): string => `${at.toISOString().slice(0, 10)}T00:00:00.000Z`

/** Counts of the same hour or day (UTC) and the same words become one; oldest first. */
function summed<Row extends { hour: Date; count: number }>(
  counts: Row[],
  by: 'hour' | 'day',
): (Omit<Row, 'hour' | 'count'> & { at: string; count: number })[] {
  const rows = new Map<string, Omit<Row, 'hour' | 'count'> & { at: string; count: number }>()
  for (const { hour, count, ...words } of counts) {
    const at = `${hour.toISOString().slice(0, by === 'hour' ? 13 : 10)}${by === 'hour' ? '' : 'T00'}:00:00.000Z`
    const key = JSON.stringify([at, words])
    const known = rows.get(key)
    if (known) known.count += count
    else rows.set(key, { at, ...words, count })
  }
  return [...rows.values()].sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
}
