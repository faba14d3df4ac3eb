/** The time that charts show: the last so many days, or days from and to, in the reader's zone. */
import { beginOfDay, dayAndYear } from '../ui/clock.ts'

export const ranges = [
  { days: 1, label: 'Last day' },
  { days: 7, label: '7 days' },
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
] as const

export interface Range {
  /** Milliseconds; `until` is not itself, and null of a range that ends now. */
  since: number
  until: number | null
  /** Of a range that ends now; null of one that was typed. */
  days: number | null
  /** As typed: "2026-11-24"; '' when not. */
  from: string
  to: string
}

const dayMs = 86_400_000
/** Longer is not kept anywhere. */
const longestMs = 731 * dayMs

/** Reads a query; what is not as it may be is as if it were not there. Days from and to may be typed in any order. */
export function readRange(params: URLSearchParams, now: number, zone: string): Range {
  const [from = '', to = ''] = [params.get('from') ?? '', params.get('to') ?? ''].sort()
  const [since, last] = [beginOfDay(from, zone), beginOfDay(to, zone)]
  if (since !== null && last !== null && since <= now && now - since <= longestMs) {
    const after = beginOfDay(new Date(Date.parse(to) + dayMs).toISOString().slice(0, 10), zone) ?? last + dayMs
    return { since, until: after > now ? null : after, days: null, from, to }
  }
  const days = ranges.find((range) => String(range.days) === params.get('days'))?.days ?? 30
  return { since: now - days * dayMs, until: null, days, from: '', to: '' }
}

/** The time of the same length before. */
export function before({ since, until }: Range, now: number): { since: Date; until: Date } {
  return { since: new Date(2 * since - (until ?? now)), until: new Date(since) }
}

/** "the 7 days before" */
export function nameOfBefore({ since, until, days }: Range, now: number): string {
  const whole = days ?? Math.round(((until ?? now) - since) / dayMs)
  return whole <= 1 ? 'the day before' : `the ${whole} days before`
}

/** "7 days", "12 Nov 2026 to 20 Nov 2026" */
export function nameOf({ since, until, days, to }: Range, now: number, zone: string): string {
  const known = ranges.find((range) => range.days === days)
  if (known) return known.label
  const last = dayAndYear(until === null ? Math.min(now, beginOfDay(to, zone) ?? now) : until - 1, zone)
  const first = dayAndYear(since, zone)
  return first === last ? first : `${first} to ${last}`
}

/** The query of a range. */
export const queryOfRange = ({ days, from, to }: Pick<Range, 'days' | 'from' | 'to'>): Record<string, string> =>
  days === null ? { from, to } : { days: String(days) }
