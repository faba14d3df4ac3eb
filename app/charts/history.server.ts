/** What the history page shows of a browser's tests, or a team's. */
import { bounceTotal, countBouncesBy } from '#prisma/bounce.ts'
import { domainsOf } from '#prisma/domain.ts'
import { replyCounts } from '#prisma/history.ts'
import type { Reach } from '#prisma/reach.ts'
import { searchMails } from '#prisma/search.ts'
import { attemptsOfTeam } from '#prisma/reply-attempt.ts'
import { type FirstStep, firstStep } from '../address.server.ts'
import type { LiveMail, LiveTry } from '../live.ts'
import { liveTry } from '../live.server.ts'
import { reachAsked } from '../nav/project.server.ts'
import { mailLine } from '../report/mail.server.ts'
import { dayOnly, hourOnly, knownZone, mondayOf } from '../ui/clock.ts'
import { type Who, whoAsks } from '../who.server.ts'
import { type Calendar, type Counted, intoBuckets, keepLargest, otherReceivers, type Series } from './buckets.ts'
import { type Charts, chartsOf, type ScoreFigure, scoresOfMails } from './figures.server.ts'
import { before, nameOf, nameOfBefore, type Range, readRange } from './range.ts'
import { type RecordMark, recordMarks } from './records.server.ts'

export interface RangeView extends Pick<Range, 'days' | 'from' | 'to'> {
  /** "30 days" */
  name: string
  /** "the 30 days before" */
  before: string
}

export interface HistoryPage {
  range: RangeView
  /** What is looked for in the list. */
  find: string
  /** The project that alone is shown, as it stands in the query; ''. */
  project: string
  /** Tests in the range, and how many of them would arrive. */
  tests: number
  arrive: number
  /** There are more than these, the newest. */
  more: boolean
  /** Null of a part of the team: its sums are of all. */
  charts: Charts | null
  /** Of such a part the scores of its mails; null when `charts` has them. */
  scores: ScoreFigure | null
  marks: RecordMark[]
  replies: Series
  bounces: Series
  /** How many there were in the time before. */
  bouncesBefore: number
  /** What the bounces are told apart by. */
  bouncesBy: BouncesBy
  /** Of addresses that were told what to answer, the newest first. */
  tries: LiveTry[]
  mails: LiveMail[]
  /** Where the list goes on; null at its end. */
  older: string | null
}

export type BouncesBy = 'code' | 'class' | 'provider'

/** More tests than these are counted by their days. */
const mostTests = 200
const mostTries = 100
const pageOfMails = 50
const mostCodes = 6

/** The page; before there is any test, what a first one needs. */
export async function historyPage(request: Request, now = Date.now()): Promise<HistoryPage | FirstStep> {
  const who = await whoAsks(request)
  const { teamId } = who
  if (!teamId) return firstStep(who)
  const reach = reachAsked({ ...who, teamId }, request)
  const { searchParams } = new URL(request.url)
  const zone = knownZone(who.zone)
  const range = readRange(searchParams, now, zone)
  const [asked, calendar] = [readAsked(searchParams), calendarOf(zone)]
  const time = { since: new Date(range.since), until: range.until === null ? undefined : new Date(range.until) }
  const [{ mails: tests }, figures, found, any] = await Promise.all([
    searchMails(reach, time, { take: mostTests + 1 }),
    figuresOf({ who: { ...who, ...reach }, range, now, calendar, asked }),
    searchMails(reach, { words: asked.find }, { before: asked.before ?? undefined, take: pageOfMails }),
    searchMails(reach, {}, { take: 1 }),
  ])
  if (any.mails.length === 0 && any.next === null) return firstStep({ ...who, ...reach })
  const more = tests.length > mostTests
  const shown = tests.slice(0, mostTests)
  const ready = shown.filter(({ headline }) => headline?.kind === 'ready' || headline?.kind === 'ready-with-advice')
  const counted = more ? figures.charts?.mails : undefined
  return {
    ...{
      range: rangeView(range, now, zone),
      find: asked.find,
      bouncesBy: asked.bouncesBy,
      project: projectOf(searchParams, reach),
    },
    tests: counted?.mails ?? shown.length,
    arrive: counted?.ready ?? ready.length,
    more: more && !counted,
    ...figures,
    scores: figures.charts ? null : scoresOfMails(shown),
    mails: found.mails.map(mailLine),
    older: found.next,
  }
}

const projectOf = (params: URLSearchParams, { projects }: Reach): string =>
  projects?.length === 1 && params.get('project') === projects[0] ? (projects[0] ?? '') : ''

export const rangeView = (range: Range, now: number, zone: string): RangeView => {
  const { days, from, to } = range
  return { days, from, to, name: nameOf(range, now, zone), before: nameOfBefore(range, now) }
}

export interface FiguresAsked {
  who: Pick<Who, 'projects' | 'person'> & { teamId: string }
  range: Range
  now: number
  calendar: Calendar
  asked: Pick<Asked, 'check' | 'section' | 'bouncesBy'>
}

export type HistoryFigures = Pick<HistoryPage, 'charts' | 'marks' | 'replies' | 'bounces' | 'bouncesBefore' | 'tries'>

/** All charts. Counts are over the whole team: for who is limited to projects there are but bounces. */
export async function figuresOf({ who, range, now, calendar, asked }: FiguresAsked): Promise<HistoryFigures> {
  const { teamId, projects, person } = who
  // Counts are over the whole team: none of a part of it.
  const seesAll = projects === null
  const span = { teamId, since: new Date(range.since), ...(range.until !== null && { until: new Date(range.until) }) }
  const [charts, marks, replies, bounces, past, tries] = await Promise.all([
    seesAll ? chartsOf({ teamId, range, now, calendar, check: asked.check, section: asked.section }) : null,
    person ? marksOf({ ...span, projects }) : [],
    seesAll ? replyCounts(span) : [],
    countBouncesBy({ ...span, projects }, wordOf[asked.bouncesBy]),
    bounceTotal({ teamId, projects, ...before(range, now) }),
    seesAll ? attemptsOfTeam({ teamId, since: span.since, take: mostTries }) : [],
  ])
  const series = (rows: { hour: Date; key: string; count: number }[]): Series => {
    const counted = rows.map((row): Counted => ({ ...row, hour: row.hour.toISOString() }))
    return intoBuckets(keepLargest(counted, mostCodes), (range.until ?? now + 1) - 1, calendar)
  }
  return {
    ...{ charts, marks },
    replies: series(replies.map(({ reply, ...row }) => ({ ...row, key: reply }))),
    bounces: series(bounces.map(({ key, ...row }) => ({ ...row, key: key || nameless[asked.bouncesBy] }))),
    bouncesBefore: past,
    tries: tries.map(liveTry),
  }
}

async function marksOf({ projects, ...span }: Reach & { since: Date; until?: Date }): Promise<RecordMark[]> {
  const domains = await domainsOf({ teamId: span.teamId, projects })
  return recordMarks({ ...span, domains: domains.map(({ name }) => name), told: projects === null })
}

/** What has no code and no class keeps none. */
const nameless = { code: '', class: '', provider: otherReceivers } as const
/** As the database has it. */
const wordOf = { code: 'status', class: 'class', provider: 'provider' } as const

interface Asked {
  find: string
  check: string
  section: string
  before: string | null
  bouncesBy: BouncesBy
}

/** Reads a query; what is not as it may be is as if it were not there. */
export function readAsked(params: URLSearchParams): Asked {
  return {
    find: (params.get('find') ?? '').trim().slice(0, 200),
    check: (params.get('check') ?? '').slice(0, 64),
    section: (params.get('section') ?? '').slice(0, 64),
    before: params.get('before'),
    bouncesBy: (['class', 'provider'] as const).find((one) => one === params.get('bounces')) ?? 'code',
  }
}

/** Bars of the reader's own days. Each moment is named once: several charts ask for the same. */
export const calendarOf = (zone: string): Calendar => ({
  day: once((at) => dayOnly(at, zone)),
  hour: once((at) => hourOnly(at, zone)),
  week: once((at) => mondayOf(at, zone)),
})

function once(nameOf: (at: number) => string): (at: number) => string {
  const known = new Map<number, string>()
  return (at) => {
    const name = known.get(at) ?? nameOf(at)
    known.set(at, name)
    return name
  }
}
