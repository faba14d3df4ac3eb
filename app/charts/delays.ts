/** From steps of delay to percentiles, bar by bar. Pure. A step is said by its longest time: the truth is that or less. */
import type { Frame } from './buckets.ts'

/** How many mails were under way at most so long. */
export interface Delayed {
  /** ISO 8601. */
  at: string
  /** Milliseconds. */
  longest: number
  count: number
}

export interface Percentiles {
  mails: number
  /** Half of the mails came within this time, in milliseconds, and 95 of 100; null without a mail. */
  half: number | null
  most: number | null
}

export function percentilesOf(delays: Pick<Delayed, 'longest' | 'count'>[]): Percentiles {
  const sorted = delays.toSorted((a, b) => a.longest - b.longest)
  const mails = sorted.reduce((sum, { count }) => sum + count, 0)
  const within = (share: number): number | null => {
    let seen = 0
    for (const { longest, count } of sorted) {
      seen += count
      if (seen >= share * mails) return longest
    }
    return null
  }
  return { mails, half: within(0.5), most: within(0.95) }
}

export type DelayBar = Frame['bars'][number] & Percentiles

/** The percentiles of each bar. */
export function delayBars(delays: Delayed[], { bars, placeOf }: Frame): DelayBar[] {
  const byPlace = Map.groupBy(delays, ({ at }) => placeOf(at))
  return bars.map((bar, place) => ({ ...bar, ...percentilesOf(byPlace.get(place) ?? []) }))
}
