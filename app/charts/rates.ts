/** From counts of outcomes to pass rates: of sections, of checks, over time, and beside the time before. Pure. */
import type { CheckHour, Frame } from './buckets.ts'

export interface Outcomes {
  pass: number
  /** Passed, warned or failed; what could not be looked at is no look. */
  looked: number
}

export interface Rated extends Outcomes {
  key: string
  name: string
  /** 0 to 1; null when nothing was looked at. */
  rate: number | null
  /** Of the time before; null when there were too few looks to compare with. */
  before: number | null
}

/** A line of a chart: outcomes by the places of its bars. */
export interface RatedOverTime extends Rated {
  values: Outcomes[]
}

/** So many looks on both sides are needed before two rates are compared. */
export const leastLooks = 10

export interface CheckNames {
  title(checkId: string): string
  /** '' for a check of no section. */
  section(checkId: string): string
}

export const rateOf = ({ pass, looked }: Outcomes): number | null => (looked === 0 ? null : pass / looked)

export const allChecks = ''

interface Counts {
  now: CheckHour[]
  before: { checkId: string; verdict: string; count: number }[]
}

/** One row for each key that a check belongs to, those that pass least first. `keyOf` gives undefined for a check that is left out. */
export function ratesBy(
  { now, before }: Counts,
  keyOf: (checkId: string) => string | undefined,
  nameOf: (key: string) => string,
): Rated[] {
  const [present, past] = [sums(now, keyOf), sums(before, keyOf)]
  return [...present]
    .filter(([, { looked }]) => looked > 0)
    .map(([key, outcomes]): Rated => {
      const then = past.get(key)
      const isEnough = then && then.looked >= leastLooks && outcomes.looked >= leastLooks
      return { key, name: nameOf(key), ...outcomes, rate: rateOf(outcomes), before: isEnough ? rateOf(then) : null }
    })
    .sort((a, b) => (a.rate ?? 1) - (b.rate ?? 1) || b.looked - a.looked || (a.key < b.key ? -1 : 1))
}

function sums(
  counts: { checkId: string; verdict: string; count: number }[],
  keyOf: (checkId: string) => string | undefined,
): Map<string, Outcomes> {
  const found = new Map<string, Outcomes>()
  for (const { checkId, verdict, count } of counts) {
    const key = keyOf(checkId)
    if (key === undefined || verdict === 'unknown') continue
    const outcomes = found.get(key) ?? { pass: 0, looked: 0 }
    found.set(key, outcomes)
    outcomes.looked += count
    if (verdict === 'pass') outcomes.pass += count
  }
  return found
}

/** The same rows, each with its outcomes bar by bar. */
export function overTime(
  rows: Rated[],
  hours: CheckHour[],
  frame: Frame,
  keyOf: (checkId: string) => string | undefined,
): RatedOverTime[] {
  const values = new Map(rows.map(({ key }) => [key, frame.bars.map((): Outcomes => ({ pass: 0, looked: 0 }))]))
  for (const { hour, checkId, verdict, count } of hours) {
    const key = keyOf(checkId)
    const outcomes = key === undefined || verdict === 'unknown' ? undefined : values.get(key)?.[frame.placeOf(hour) ?? -1]
    if (!outcomes) continue
    outcomes.looked += count
    if (verdict === 'pass') outcomes.pass += count
  }
  return rows.map((row) => ({ ...row, values: values.get(row.key) ?? [] }))
}

/** As `percent` writes it, so that the difference is that of what is written. */
const whole = (rate: number): number => Math.floor(rate * 100 + 1e-9)
const points = new Intl.NumberFormat('en', { maximumFractionDigits: 0, signDisplay: 'never' })

/** "−38 points against the 7 days before"; null where there is nothing to compare with. Rates from 0 to 1. */
export function against(rate: number | null, before: number | null, nameOfBefore: string): string | null {
  if (rate === null || before === null) return null
  const difference = whole(rate) - whole(before)
  if (difference === 0) return `as in ${nameOfBefore}`
  const amount = `${points.format(difference)} ${Math.abs(difference) === 1 ? 'point' : 'points'}`
  return `${difference < 0 ? '−' : '+'}${amount} against ${nameOfBefore}`
}
