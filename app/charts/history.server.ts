/** What the history page shows of this browser's tests. */
import { type BounceCount, countBounces } from '#prisma/bounce.ts'
import { checkCounts, replyCounts, scores } from '#prisma/history.ts'
import { mailsOfTeam } from '#prisma/mail.ts'
import { attemptsOfTeam } from '#prisma/reply-attempt.ts'
import { reportOfMail } from '#prisma/report.ts'
import type { LiveMail, LiveTry } from '../live.ts'
import { liveTry } from '../live.server.ts'
import { mailLine } from '../report/mail.server.ts'
import { dayOnly, hourOnly, knownZone, mondayOf } from '../ui/clock.ts'
import { whoAsks } from '../who.server.ts'
import {
  type Calendar,
  type CheckHour,
  type CheckTotals,
  type Counted,
  firstTurn,
  intoBuckets,
  keepLargest,
  otherReceivers,
  type Series,
  totalsByCheck,
  type Turn,
} from './buckets.ts'

export interface ScorePoint {
  mailId: string
  at: string
  score: number | null
  subjectHeader: string | null
}

export interface HistoryPage {
  days: number
  /** What is looked for in the list. */
  find: string
  /** The check whose verdicts are shown; '' for all. */
  check: string
  /** Tests in the range (of the newest 500), and how many of them would arrive. */
  tests: number
  arrive: number
  turn: (Turn & { title: string }) | null
  checks: Series
  byCheck: (CheckTotals & { title: string })[]
  replies: Series
  bounces: Series
  /** What the bounces are told apart by. */
  bouncesBy: BouncesBy
  scores: ScorePoint[]
  /** Of addresses that were told what to answer, the newest first. */
  tries: LiveTry[]
  mails: LiveMail[]
  /** Where the list goes on; null at its end. */
  older: string | null
}

export type BouncesBy = 'code' | 'class' | 'provider'

export const ranges = [1, 7, 30, 90] as const

const dayMs = 86_400_000
const mostTests = 500
const mostTries = 100
const pageOfMails = 50
const mostCodes = 6

export async function historyPage(request: Request): Promise<HistoryPage | null> {
  const who = await whoAsks(request)
  if (!who.teamId) return null
  const { searchParams } = new URL(request.url)
  const asked = readAsked(searchParams)
  const now = Date.now()
  // Counts are over the whole team: none for who may not see all of it.
  const seesAll = who.projects === null
  const range = { teamId: who.teamId, since: new Date(now - asked.days * dayMs) }
  const [checks, replies, bounces, points, tries, tests, mails] = await Promise.all([
    seesAll ? checkCounts(range) : [],
    seesAll ? replyCounts(range) : [],
    countBounces({ ...range, projects: who.projects }),
    seesAll ? scores(range) : [],
    seesAll ? attemptsOfTeam({ ...range, take: mostTries }) : [],
    mailsOfTeam({ teamId: range.teamId, projects: who.projects, take: mostTests }),
    mailsOfTeam({
      teamId: range.teamId,
      projects: who.projects,
      take: pageOfMails + 1,
      ...(asked.find ? { find: asked.find } : {}),
      ...(asked.before ? { before: asked.before } : {}),
    }),
  ])
  if (tests.length === 0) return null
  const hours = checks.map(({ hour, ...row }): CheckHour => ({ ...row, hour: hour.toISOString() }))
  const titles = await titlesOf(tests.find((mail) => mail.status === 'reported')?.id)
  const title = (id: string): string => titles.get(id) ?? id
  const inRange = tests.filter((mail) => mail.receivedAt >= range.since)
  const turn = firstTurn(hours)
  const calendar = calendarOf(knownZone(who.zone))
  const series = (rows: { hour: Date; key: string; count: number }[]): Series =>
    intoBuckets(
      keepLargest(
        rows.map((row): Counted => ({ ...row, hour: row.hour.toISOString() })),
        mostCodes,
      ),
      now,
      calendar,
    )
  return {
    ...{ days: asked.days, find: asked.find, check: asked.check },
    tests: inRange.length,
    arrive: inRange.filter(({ headline }) => headline?.kind === 'ready' || headline?.kind === 'ready-with-advice').length,
    turn: turn && { ...turn, title: title(turn.checkId) },
    checks: intoBuckets(verdictsOf(hours, asked.check), now, calendar),
    byCheck: totalsByCheck(hours).map((row) => ({ ...row, title: title(row.checkId) })),
    replies: series(replies.map(({ reply, ...row }) => ({ ...row, key: reply }))),
    bounces: series(bounces.map((row) => ({ hour: row.hour, count: row.count, key: bounceKeys[asked.bouncesBy](row) }))),
    bouncesBy: asked.bouncesBy,
    scores: points.map(({ receivedAt, ...point }) => ({ ...point, at: receivedAt.toISOString() })),
    tries: tries.map(liveTry),
    mails: mails.slice(0, pageOfMails).map(mailLine),
    older: mails.length > pageOfMails ? (mails[pageOfMails - 1]?.id ?? null) : null,
  }
}

const bounceKeys: Record<BouncesBy, (row: BounceCount) => string> = {
  code: ({ status }) => status,
  class: (row) => row.class,
  provider: ({ provider }) => provider || otherReceivers,
}

interface Asked {
  days: number
  find: string
  check: string
  before: string | null
  bouncesBy: BouncesBy
}

function readAsked(params: URLSearchParams): Asked {
  const days = ranges.find((range) => String(range) === params.get('days')) ?? 30
  return {
    days,
    find: (params.get('find') ?? '').trim().slice(0, 200),
    check: params.get('check') ?? '',
    before: params.get('before'),
    bouncesBy: (['class', 'provider'] as const).find((one) => one === params.get('bounces')) ?? 'code',
  }
}

/** Verdicts as keys; what could not be looked at is not a result and not drawn. */
const verdictsOf = (hours: CheckHour[], check: string): Counted[] =>
  hours
    .filter(({ checkId, verdict }) => verdict !== 'unknown' && (check === '' || checkId === check))
    .map(({ hour, verdict, count }) => ({ hour, key: verdict, count }))

/** Every check runs on every mail, so the newest report names them all. */
async function titlesOf(mailId: string | undefined): Promise<Map<string, string>> {
  const report = mailId ? await reportOfMail({ mailId }) : null
  return new Map(report?.findings.map(({ id, title }) => [id, title]))
}

/** Bars of the reader's own days. */
export const calendarOf = (zone: string): Calendar => ({
  day: (at) => dayOnly(at, zone),
  hour: (at) => hourOnly(at, zone),
  week: (at) => mondayOf(at, zone),
})
