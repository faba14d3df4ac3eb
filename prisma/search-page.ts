/** One page of a search: what fits among the newest rows of a way, and where to go on. */
import { prisma } from './client.ts'
import { Prisma } from './generated/client.ts'
import { type Finding, findingConditions, hasFinding, joined, type Way } from './search-ways.ts'

/** How many rows are looked at first: enough for what is common. Then, for what is not, so many. */
export const few = 400
export const many = 5000

export interface OneWay {
  way: Way
  /** Its rows have the finding that is looked for. */
  isOfFinding: boolean
}

export type Ways = [OneWay, ...OneWay[]]

export interface Look {
  table: 'mail' | 'scan'
  /** What is asked of a row, but for what was found of it. */
  where: Prisma.Sql[]
  finding: Finding
  before: string | undefined
  take: number
}

export interface FoundIds {
  ids: string[]
  /** Where to go on; null at the end. */
  next: string | null
}

/** What fits among the newest rows of a way. */
export async function lookAt(one: OneWay, most: number, look: Look): Promise<FoundIds & { isFull: boolean }> {
  const { table, where, finding, before, take } = look
  const end = await one.way.end(most)
  // More came in one moment than are looked at: without more of them the next page would be this one.
  if (end && before && end >= before) return lookAt(one, most * 4, look)
  const id = Prisma.raw(`${table}.id`)
  const asksFinding = findingConditions(finding).length > 0 && !one.isOfFinding
  const all = [
    ...where,
    ...(end ? [Prisma.sql`${id} >= ${end}::uuid`] : []),
    ...(asksFinding ? [hasFinding(table, finding)] : []),
  ]
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT ${id} FROM ${one.way.rows(most)} WHERE ${joined(all)} ORDER BY ${id} DESC LIMIT ${take + 1}`
  const ids = rows.slice(0, take).map((row) => row.id)
  const isFull = rows.length > take
  return { ids, next: isFull ? (ids.at(-1) ?? null) : end, isFull }
}

/** The way whose rows reach back furthest: fewer of them lie in the same time, so fewer must be looked at. */
export async function sparsest(ways: Ways, most: number): Promise<OneWay> {
  if (ways.length === 1) return ways[0]
  const ends = await Promise.all(ways.map(async (one) => ({ one, end: (await one.way.end(most)) ?? '' })))
  return ends.reduce((best, other) => (other.end < best.end ? other : best)).one
}
