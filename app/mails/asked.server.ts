/** What both searches of a team are asked for, from a query and back. What cannot be read is as if it were not asked for. */
import { isId, timeOfId } from '#prisma/id.ts'

/** Rows of a page. */
export const page = 50
const dayMs = 86_400_000
const longest = 253

/** A field of the query as text; '' when it is not there. */
export const textIn = (params: URLSearchParams, name: string): string =>
  (params.get(name) ?? '').replaceAll('\0', '').trim().slice(0, longest)

/** Days, of UTC, both with. */
export function daysIn({ from, to }: { from: string; to: string }): { since?: Date | undefined; until?: Date | undefined } {
  const until = dayOf(to)
  return { since: dayOf(from), until: until && new Date(until.getTime() + dayMs) }
}

function dayOf(text: string): Date | undefined {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return Number.isNaN(at) ? undefined : new Date(at)
}

const verdicts = ['warn', 'fail', 'unknown'] as const
export const verdictOf = (text: string): (typeof verdicts)[number] | undefined => verdicts.find((one) => one === text)

/** The query of what is asked, without what is not. */
export const queryOf = (asked: Record<string, string>): URLSearchParams =>
  new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''))

/** How a list goes on. */
export interface Further {
  /** The path of the next page; null at the end. */
  older: string | null
  /** ISO 8601; how far back was looked, where that was not far enough for a full page. */
  lookedTo: string | null
}

export function furtherOf(
  { pathname }: URL,
  asked: Record<string, string>,
  found: { count: number; next: string | null },
): Further {
  const { count, next } = found
  if (next === null) return { older: null, lookedTo: null }
  const params = queryOf(asked)
  params.set('before', next)
  return { older: `${pathname}?${params}`, lookedTo: count < page ? new Date(timeOfId(next)).toISOString() : null }
}

export const idOf = (text: string): string | undefined => (isId(text) ? text : undefined)
