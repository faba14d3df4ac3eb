/** What the charts of bounces show, from one count of them. */
import { explainBounce, nameOfProvider } from '#checks/bounce/index.ts'
import type { BounceCount, BounceFilter } from '#prisma/bounce.ts'
import { isId } from '#prisma/id.ts'
import { type Calendar, type Counted, intoBuckets, keepLargest, type Series } from '../charts/buckets.ts'
import { type Asked, bounceClasses, noCode, noProvider } from './asked.ts'

/** One of a list that is told apart by name: how many, and its share of all. */
export interface Rank {
  key: string
  name: string
  count: number
  /** 0 to 1. */
  share: number
}

export interface Figures {
  total: number
  time: Series
  providers: Rank[]
  classes: (Rank & { key: (typeof bounceClasses)[number] })[]
  reasons: Rank[]
}

const dayMs = 86_400_000
const mostKeys = 6
const mostRanks = 10

/** From what is asked to which rows. `owner`: whose. */
export function filterOf(asked: Asked, owner: Pick<BounceFilter, 'teamId' | 'projects'>, now: number): BounceFilter {
  const { days, from, until, code, provider, project, domain, label } = asked
  return {
    ...owner,
    since: from ? new Date(from) : new Date(now - days * dayMs),
    ...(until && { until: new Date(until) }),
    ...(code !== undefined && { status: code === noCode ? '' : code }),
    ...(provider !== undefined && { provider: provider === noProvider ? '' : provider }),
    ...(asked.class !== undefined && { class: asked.class }),
    ...(label !== undefined && { label }),
    ...(domain !== undefined && { domain }),
    ...(project !== undefined && isId(project) && { projectId: project }),
  }
}

/** All charts. `now` ends the last bar. */
export function figuresOf(
  rows: BounceCount[],
  { asked, now, calendar }: { asked: Asked; now: number; calendar: Calendar },
): Figures {
  const total = rows.reduce((sum, { count }) => sum + count, 0)
  const keyed = rows.map((row): Counted => {
    const key = asked.by === 'label' ? row.label : row.status || noCode
    return { hour: row.hour.toISOString(), key, count: row.count }
  })
  const end = asked.until ? Math.min(now, Date.parse(asked.until) - 1) : now
  const rank = (keyOf: (row: BounceCount) => string, nameOf: (key: string) => string) => ranksOf(rows, total, keyOf, nameOf)
  return {
    total,
    time: intoBuckets(keepLargest(keyed, mostKeys), end, calendar),
    providers: rank(
      ({ provider }) => provider || noProvider,
      (key) => nameOfProvider(key) || 'Other receivers',
    ),
    classes: bounceClasses.map((name) => {
      const count = rows.reduce((sum, row) => sum + (row.class === name ? row.count : 0), 0)
      return { key: name, name, count, share: total === 0 ? 0 : count / total }
    }),
    reasons: rank(({ label }) => label, reasonOf),
  }
}

function ranksOf(
  rows: BounceCount[],
  total: number,
  keyOf: (row: BounceCount) => string,
  nameOf: (key: string) => string,
): Rank[] {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + row.count)
  return [...counts]
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .slice(0, mostRanks)
    .map(([key, count]) => ({ key, name: nameOf(key), count, share: count / total }))
}

/** What happened, in a sentence, by label. */
export const reasonOf = (label: string): string =>
  explainBounce({ label, provider: '', rule: '', status: '', replyCode: null }).reason
