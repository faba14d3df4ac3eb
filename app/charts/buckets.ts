/** From counts by the hour (UTC) to what a chart shows. Pure. */

export interface Counted {
  /** The hour, ISO 8601. */
  hour: string
  key: string
  count: number
}

/** The key of receivers that are not recognised. */
export const otherReceivers = 'other receivers'

/** What a bar stands for. */
export type Fineness = 'hour' | 'day' | 'week'

/** One bar: its label, and how many of each key. */
export interface Bucket {
  at: string
  label: string
  counts: Record<string, number>
}

export interface Series {
  per: Fineness
  buckets: Bucket[]
  /** Keys with their totals, the largest first. */
  totals: { key: string; count: number }[]
}

const hourMs = 3_600_000
const mostBuckets = 92

/** Names a moment's bucket and its label; two moments with one name stand in one bar. */
export interface Calendar {
  hour(at: number): string
  day(at: number): string
  /** By its Monday. */
  week(at: number): string
}

/** The bars of a time, and which of them a moment stands in. */
export interface Frame {
  per: Fineness
  bars: { at: string; label: string }[]
  /** Undefined for a moment before the first bar. */
  placeOf(moment: string): number | undefined
}

/** How long a bar lasts. */
const hoursOf = { hour: 1, day: 24, week: 7 * 24 } as const
/** By so many hours the clocks of a zone are put back at most. */
const putBack = 2

/** Hours while everything lies within two days, else days, else weeks. */
export const finenessOf = (age: number): Fineness =>
  age <= 48 * hourMs ? 'hour' : age <= (mostBuckets - 1) * 24 * hourMs ? 'day' : 'week'

/** The bars of the reader's zone from the first moment that counts until `end`. Empty bars in between are kept: a gap is a fact. */
export function frameOf(first: number, end: number, calendar: Calendar): Frame {
  const per = finenessOf(end - first)
  const bars = new Map<string, { at: number; label: string }>()
  const start = Math.min(first, end - (per === 'hour' ? 11 : 6 * 24) * hourMs)
  for (let at = Math.floor(start / hourMs) * hourMs; at <= end; at = nextBar(at, per, calendar)) {
    const label = calendar[per](at)
    if (!bars.has(label)) bars.set(label, { at, label })
  }
  const kept = [...bars.values()].slice(-mostBuckets)
  // Reading a moment is dear, and many counts are of one.
  const placed = new Map<string, number | undefined>()
  const placeOf = (moment: string): number | undefined => {
    if (!placed.has(moment)) placed.set(moment, placeIn(kept, Date.parse(moment)))
    return placed.get(moment)
  }
  return { per, bars: kept.map(({ at, label }) => ({ at: new Date(at).toISOString(), label })), placeOf }
}

/** The first hour of the next bar, found by halving: naming a moment is dear, and a week has 168 of them. */
function nextBar(at: number, per: Fineness, calendar: Calendar): number {
  if (per === 'hour') return at + hourMs
  const label = calendar[per](at)
  let [same, other] = [0, hoursOf[per] + putBack]
  while (other - same > 1) {
    const half = Math.floor((same + other) / 2)
    if (calendar[per](at + half * hourMs) === label) same = half
    else other = half
  }
  return at + other * hourMs
}

/** The last bar that begins at a moment or before it. */
function placeIn(bars: { at: number }[], moment: number): number | undefined {
  let [before, after] = [-1, bars.length]
  while (after - before > 1) {
    const half = Math.floor((before + after) / 2)
    if ((bars[half]?.at ?? moment) <= moment) before = half
    else after = half
  }
  return before < 0 ? undefined : before
}

/** What was counted, in the bars of its own time until `end`. */
export function intoBuckets(counted: Counted[], end: number, calendar: Calendar): Series {
  const totals = totalsOf(counted)
  if (counted.length === 0) return { per: 'day', buckets: [], totals }
  const { per, bars, placeOf } = frameOf(Math.min(...counted.map(({ hour }) => Date.parse(hour))), end, calendar)
  const buckets = bars.map((bar): Bucket => ({ ...bar, counts: {} }))
  for (const { hour, key, count } of counted) {
    const bucket = buckets[placeOf(hour) ?? -1]
    if (bucket) bucket.counts[key] = (bucket.counts[key] ?? 0) + count
  }
  return { per, buckets, totals }
}

function totalsOf(counted: Counted[]): Series['totals'] {
  const sums = new Map<string, number>()
  for (const { key, count } of counted) sums.set(key, (sums.get(key) ?? 0) + count)
  return [...sums].map(([key, count]) => ({ key, count })).sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
}

/** The largest `most` keys; what is smaller becomes "other". */
export function keepLargest(counted: Counted[], most: number): Counted[] {
  const kept = new Set(
    totalsOf(counted)
      .slice(0, most)
      .map(({ key }) => key),
  )
  return counted.map((one) => (kept.has(one.key) ? one : { ...one, key: 'other' }))
}

export interface CheckHour {
  hour: string
  checkId: string
  verdict: string
  count: number
}

/** A check that passed and now does not: since when, and how often since. */
export interface Turn {
  checkId: string
  since: string
  failed: number
}

/** The check that turned first among those that fail now: every look since has been a problem, and before there was a pass. */
export function firstTurn(hours: CheckHour[]): Turn | null {
  const turns = [...Map.groupBy(hours, ({ checkId }) => checkId)].flatMap(([checkId, own]) => turnOf(checkId, own) ?? [])
  return turns.sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : b.failed - a.failed))[0] ?? null
}

function turnOf(checkId: string, own: CheckHour[]): Turn | null {
  const passed = own.filter(({ verdict }) => verdict === 'pass').map(({ hour }) => hour)
  const lastPass = passed.sort().at(-1)
  const failed = own.filter(({ verdict, hour }) => verdict === 'fail' && lastPass !== undefined && hour > lastPass)
  const since = failed.map(({ hour }) => hour).sort()[0]
  if (since === undefined) return null
  return { checkId, since, failed: failed.reduce((sum, { count }) => sum + count, 0) }
}

export interface CheckTotals {
  checkId: string
  pass: number
  warn: number
  fail: number
  unknown: number
}

/** How each check turned out, those with problems first. */
export function totalsByCheck(hours: CheckHour[]): CheckTotals[] {
  const rows = new Map<string, CheckTotals>()
  for (const { checkId, verdict, count } of hours) {
    const row = rows.get(checkId) ?? { checkId, pass: 0, warn: 0, fail: 0, unknown: 0 }
    rows.set(checkId, row)
    if (verdict === 'pass' || verdict === 'warn' || verdict === 'fail' || verdict === 'unknown') row[verdict] += count
  }
  return [...rows.values()].sort((a, b) => b.fail - a.fail || b.warn - a.warn || (a.checkId < b.checkId ? -1 : 1))
}

/** From 0 to what holds the highest bar, four steps at most, each 1, 2 or 5 of its decade. */
export function wholeTicks(most: number): number[] {
  const decade = 10 ** Math.max(0, Math.floor(Math.log10(most / 4)))
  const step = [1, 2, 5].map((steps) => steps * decade).find((one) => one * 4 >= most) ?? decade * 10
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, place) => place * step)
}

/** How often: "an hour", "a day". */
export const eachOf = (per: Frame['per']): string => `${per === 'hour' ? 'an' : 'a'} ${per}`
