/** What the charts of mails show: of a team, or of one of its domains. Everything comes from sums by hour and day. */
import { checkCounts, checkTotals, type Counting, type Fineness, scores } from '#prisma/history.ts'
import type { MailView } from '#prisma/mail.ts'
import { type DelayDay, delayDays, delayTotals, firstDay, longestOfStep, type MailDayView, mailDays } from '#prisma/mail-day.ts'
import {
  type Calendar,
  type CheckHour,
  type CheckTotals,
  type Counted,
  finenessOf,
  firstTurn,
  type Frame,
  frameOf,
  intoBuckets,
  type Series,
  totalsByCheck,
  type Turn,
} from './buckets.ts'
import { delayBars, type DelayBar, type Delayed, percentilesOf, type Percentiles } from './delays.ts'
import { checkNames, sections } from './names.server.ts'
import { before, type Range } from './range.ts'
import { allChecks, overTime, type Rated, type RatedOverTime, ratesBy } from './rates.ts'

export interface Bars {
  per: Frame['per']
  bars: Frame['bars']
}

export interface RateFigure extends Bars {
  /** The section whose checks are shown; '' for all sections. */
  section: string
  sections: { id: string; title: string }[]
  /** All of it together. */
  whole: Rated | null
  lines: RatedOverTime[]
  rows: Rated[]
}

/** The checks that fail most, bar by bar. */
export interface HeatFigure extends Bars {
  rows: RatedOverTime[]
}

export interface DelayFigure {
  per: Frame['per']
  bars: DelayBar[]
  whole: Percentiles
  before: Percentiles
}

export interface ScorePoint {
  key: string
  at: string
  score: number
  /** Of a day or week: the lowest, and how many there were. */
  least?: number
  mails?: number
  /** Of a mail: its subject; '' when it has none. */
  subjectHeader?: string
}

export interface ScoreFigure {
  by: 'mail' | 'day' | 'week'
  points: ScorePoint[]
  /** Mails without a score. */
  without: number
  mean: number | null
  /** Of the time before; null when there were too few to compare with. */
  meanBefore: number | null
}

export interface MailFigure {
  mails: number
  ready: number
  readyBefore: { mails: number; ready: number }
  days: { at: string; mails: number; ready: number }[]
}

export interface Charts {
  /** The check whose verdicts are shown; '' for all. */
  check: string
  turn: (Turn & { title: string }) | null
  checks: Series
  byCheck: (CheckTotals & { title: string })[]
  rates: RateFigure
  heat: HeatFigure
  delay: DelayFigure
  scores: ScoreFigure
  mails: MailFigure
}

export interface ChartsAsked {
  teamId: string
  domain?: string
  range: Range
  check: string
  section: string
  now: number
  calendar: Calendar
}

/** More mails than these are told by day, or by week. */
const mostMails = 60
/** Lines that can be told apart. */
const mostLines = 6
const mostHot = 15
/** So many scores on both sides are needed before two means are compared. */
const leastScores = 5

export async function chartsOf({ teamId, domain, range, check, section, now, calendar }: ChartsAsked): Promise<Charts> {
  const owner = { teamId, domain }
  const time = { ...owner, since: new Date(range.since), ...(range.until !== null && { until: new Date(range.until) }) }
  // What is counted more finely than it is drawn costs many times as much.
  const per = await finenessFor(time, range, now)
  const [span, past] = [
    { ...time, per },
    { ...owner, ...before(range, now), per },
  ]
  const [counts, pastCounts, days, pastDays, delays, pastDelays, newest] = await Promise.all([
    checkCounts(span),
    checkTotals(past),
    mailDays(span),
    mailDays(past),
    delayDays(span),
    delayTotals(past),
    scores({ ...span, take: mostMails + 1 }),
  ])
  const written = writtenOnce()
  const hours = counts.map(({ hour, ...row }): CheckHour => ({ ...row, hour: written(hour) }))
  const first = Math.min(
    range.until ?? now,
    ...new Set(counts.map(({ hour }) => hour.getTime())),
    ...days.map(({ day }) => day.getTime()),
  )
  const frame = frameOf(first, (range.until ?? now + 1) - 1, calendar)
  const turn = firstTurn(hours)
  const both = { now: hours, before: pastCounts }
  return {
    check,
    turn: turn && { ...turn, title: checkNames.title(turn.checkId) },
    checks: intoBuckets(verdictsOf(hours, check), (range.until ?? now + 1) - 1, calendar),
    byCheck: totalsByCheck(hours).map((row) => ({ ...row, title: checkNames.title(row.checkId) })),
    rates: ratesOf(both, section, frame),
    heat: heatOf(both, frame),
    delay: delayOf(delays, pastDelays, frame),
    scores: scoresOf(newest, { days, past: pastDays, frame }),
    mails: mailsOf(days, pastDays),
  }
}

/** As its bars will be: weeks only when what is there goes back so far. */
async function finenessFor(time: Counting, { since, until }: Range, now: number): Promise<Fineness> {
  const end = until ?? now
  const per = finenessOf(end - since)
  if (per !== 'week') return per
  const first = await firstDay(time)
  return first === null || finenessOf(end - first.getTime()) !== 'week' ? 'day' : per
}

/** Writes each moment once: there are many counts of one. */
function writtenOnce(): (at: Date) => string {
  const known = new Map<Date, string>()
  return (at) => {
    const text = known.get(at) ?? at.toISOString()
    known.set(at, text)
    return text
  }
}

/** Verdicts as keys; what could not be looked at is not a result and not drawn. */
const verdictsOf = (hours: CheckHour[], check: string): Counted[] =>
  hours
    .filter(({ checkId, verdict }) => verdict !== 'unknown' && (check === '' || checkId === check))
    .map(({ hour, verdict, count }) => ({ hour, key: verdict, count }))

type Counts = Parameters<typeof ratesBy>[0]

function ratesOf(counts: Counts, section: string, frame: Frame): RateFigure {
  const known = sections.find(({ id }) => id === section)?.id ?? ''
  const keyOf = known
    ? (id: string) => (checkNames.section(id) === known ? id : undefined)
    : (id: string) => checkNames.section(id) || undefined
  const nameOf = known ? checkNames.title : (id: string) => sections.find((one) => one.id === id)?.title ?? id
  const rows = ratesBy(counts, keyOf, nameOf)
  const [whole = null] = ratesBy(
    counts,
    (id) => (keyOf(id) === undefined ? undefined : allChecks),
    () => 'All',
  )
  const lines = overTime(rows.slice(0, mostLines), counts.now, frame, keyOf)
  return { per: frame.per, bars: frame.bars, section: known, sections, whole, lines, rows }
}

function heatOf(counts: Counts, frame: Frame): HeatFigure {
  const rows = ratesBy(counts, (id) => id, checkNames.title)
    .filter(({ rate }) => rate !== null && rate < 1)
    .slice(0, mostHot)
  return { per: frame.per, bars: frame.bars, rows: overTime(rows, counts.now, frame, (id) => id) }
}

function delayOf(days: DelayDay[], past: Omit<DelayDay, 'day'>[], frame: Frame): DelayFigure {
  const written = writtenOnce()
  const delays = days.map(({ day, step, count }): Delayed => ({ at: written(day), longest: longestOfStep(step), count }))
  return {
    per: frame.per,
    // They are counted by days: by the hour they would all stand at noon.
    bars: frame.per === 'hour' ? [] : delayBars(delays, frame),
    whole: percentilesOf(delays),
    before: percentilesOf(past.map(({ step, count }) => ({ longest: longestOfStep(step), count }))),
  }
}

type Newest = Awaited<ReturnType<typeof scores>>

interface ScoredDays {
  days: MailDayView[]
  past: MailDayView[]
  frame: Frame
}

function scoresOf(newest: Newest, { days, past, frame }: ScoredDays): ScoreFigure {
  const [now, then] = [days, past].map((all) => ({
    scored: all.reduce((sum, { scored }) => sum + scored, 0),
    sum: all.reduce((sum, { scoreSum }) => sum + scoreSum, 0),
    mails: all.reduce((sum, { mails }) => sum + mails, 0),
  }))
  const mean = now && now.scored > 0 ? now.sum / now.scored : null
  const isEnough = now && then && Math.min(now.scored, then.scored) >= leastScores
  const compared = { without: (now?.mails ?? 0) - (now?.scored ?? 0), mean, meanBefore: isEnough ? then.sum / then.scored : null }
  if (newest.length <= mostMails) return { by: 'mail', points: pointsOf(newest), ...compared }
  const by = frame.per === 'week' ? 'week' : 'day'
  const points = (by === 'week' ? weeksOf(days, frame) : days)
    .filter(({ scored }) => scored > 0)
    .map(({ day, mails, scored, scoreSum, scoreLeast }): ScorePoint => {
      const at = day.toISOString()
      return { key: at, at, score: scoreSum / scored, least: scoreLeast, mails }
    })
  return { by, points, ...compared }
}

/** The days of each bar as one, said of its begin. */
function weeksOf(days: MailDayView[], { bars, placeOf }: Frame): MailDayView[] {
  const weeks = Map.groupBy(days, ({ day }) => placeOf(day.toISOString()))
  return bars.map(({ at }, place) => {
    const own = weeks.get(place) ?? []
    const sum = (name: 'mails' | 'ready' | 'scored' | 'scoreSum') => own.reduce((all, day) => all + day[name], 0)
    const sums = { mails: sum('mails'), ready: sum('ready'), scored: sum('scored'), scoreSum: sum('scoreSum') }
    return { day: new Date(at), ...sums, scoreLeast: Math.min(...own.map((day) => day.scoreLeast)) }
  })
}

/** The same of a few mails, the newest first, of which no days are counted. */
export function scoresOfMails(mails: Pick<MailView, 'id' | 'receivedAt' | 'score' | 'subjectHeader' | 'status'>[]): ScoreFigure {
  const judged = mails.filter(({ status }) => status === 'reported')
  const scored = judged.flatMap(({ score }) => score ?? [])
  const newest = judged.slice(0, mostMails).map(({ id, ...mail }) => ({ mailId: id, ...mail }))
  const mean = scored.length > 0 ? scored.reduce((sum, score) => sum + score, 0) / scored.length : null
  return { by: 'mail', points: pointsOf(newest.reverse()), without: judged.length - scored.length, mean, meanBefore: null }
}

const pointsOf = (newest: Newest): ScorePoint[] =>
  newest.flatMap(({ mailId, receivedAt, score, subjectHeader }): ScorePoint[] =>
    score === null ? [] : [{ key: mailId, at: receivedAt.toISOString(), score, subjectHeader: subjectHeader ?? '' }],
  )

function mailsOf(days: MailDayView[], past: MailDayView[]): MailFigure {
  const total = (all: MailDayView[], name: 'mails' | 'ready'): number => all.reduce((sum, day) => sum + day[name], 0)
  return {
    mails: total(days, 'mails'),
    ready: total(days, 'ready'),
    readyBefore: { mails: total(past, 'mails'), ready: total(past, 'ready') },
    days: days.map(({ day, mails, ready }) => ({ at: day.toISOString(), mails, ready })),
  }
}
