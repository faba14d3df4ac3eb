/** What the charts read: counts by hour (UTC), and scores by mail. All of one team. */
import { prisma } from './client.ts'
import { allDomains } from './counted-as.ts'
import { Prisma } from './generated/client.ts'
import { leastId } from './id.ts'

interface Range {
  teamId: string
  since: Date
}

/** How finely a time is counted: by the hour, the day or the week, which begins on its Monday (all UTC). */
export type Fineness = 'hour' | 'day' | 'week'

/** A time of a team, and of one From domain when it is named. `until`: not itself; the present when it is not there. */
export interface Counting extends Range {
  until?: Date
  domain?: string | undefined
  /** By the hour up to two weeks when it is not said, and by the day beyond: by hours it would be too many rows, and no chart shows them. */
  per?: Fineness
}

const byDaysFrom = 14 * 86_400_000
/** Seconds. */
const noon = 43_200

const now = (): Date => new Date()
export const isLong = ({ since, until = now() }: { since: Date; until?: Date }): boolean =>
  until.getTime() - since.getTime() > byDaysFrom
const finenessOf = ({ per, ...span }: Counting): Fineness => per ?? (isLong(span) ? 'day' : 'hour')

const hoursOf = ({ teamId, since, until = now(), domain }: Counting): Prisma.Sql => Prisma.sql`
  "teamId" = ${teamId}::uuid AND hour >= ${since} AND hour < ${until}
  ${domain === undefined ? Prisma.empty : Prisma.sql`AND domain = ${domain}`}`

/**
 * What is counted alike, with its times in seconds and how many there were at each, as JSON, which is read faster than an array. A row for each
 * time would cost more than the counting.
 */
export interface Counted {
  times: number[]
  counts: number[]
}

/** A row for each time again. */
export function spread<Words>(
  rows: (Words & Counted)[],
): (Omit<Words & Counted, keyof Counted> & { hour: Date; count: number })[] {
  const moments = new Map<number, Date>()
  const momentOf = (at: number): Date => {
    const known = moments.get(at) ?? new Date(at * 1000)
    moments.set(at, known)
    return known
  }
  return rows.flatMap(({ times, counts, ...words }) =>
    times.map((at, index) => ({ ...words, hour: momentOf(at), count: counts[index] ?? 0 })),
  )
}

export interface CheckCounted {
  hour: Date
  checkId: string
  verdict: string
  count: number
}

/**
 * How often each check passed, warned, failed or could not look, by hour, day or week. A day is said of its noon, which is that day nearly
 * everywhere; a week of the noon of the last day in it that had passes, and of the first that had something else: what stands behind the last
 * pass came after it. Notes are not counted.
 */
export async function checkCounts(counting: Counting): Promise<CheckCounted[]> {
  const per = finenessOf(counting)
  const rows = per === 'hour' ? hourly(counting) : per === 'day' ? daily(counting) : weekly(counting)
  return spread(
    await prisma.$queryRaw<(Omit<CheckCounted, 'hour' | 'count'> & Counted)[]>`
      SELECT "checkId", verdict, json_agg(at) AS times, json_agg(count) AS counts FROM (${rows}) AS counted GROUP BY "checkId", verdict`,
  )
}

const hourly = (counting: Counting): Prisma.Sql => Prisma.sql`
  SELECT "checkId", verdict, extract(epoch FROM hour)::int AS at, sum(count)::int AS count FROM "CheckCount"
  WHERE ${hoursOf(counting)} GROUP BY "checkId", verdict, hour`

const daily = (counting: Counting): Prisma.Sql => Prisma.sql`
  SELECT "checkId", verdict, extract(epoch FROM day)::int + ${noon}::int AS at, count FROM "DayCount" WHERE ${daysOf(counting)}`

const weekly = (counting: Counting): Prisma.Sql => Prisma.sql`
  SELECT "checkId", verdict, extract(epoch FROM CASE verdict WHEN 'pass' THEN max(day) ELSE min(day) END)::int + ${noon}::int AS at,
    sum(count)::int AS count
  FROM "DayCount" WHERE ${daysOf(counting)} GROUP BY "checkId", verdict, ${week}`

/** Of a day; the number of its Monday's week. */
const week = Prisma.sql`(day - date '1970-01-05') / 7`

/** The same in all, for comparing with. */
export async function checkTotals(counting: Counting): Promise<Omit<CheckCounted, 'hour'>[]> {
  if (finenessOf(counting) === 'hour') {
    return prisma.$queryRaw`
      SELECT "checkId", verdict, sum(count)::int AS count FROM "CheckCount" WHERE ${hoursOf(counting)} GROUP BY "checkId", verdict`
  }
  return prisma.$queryRaw`
    SELECT "checkId", verdict, sum(count)::int AS count FROM "DayCount" WHERE ${daysOf(counting)} GROUP BY "checkId", verdict`
}

/** Hours of one check and one domain. */
export interface CheckSpan {
  domain: string
  checkId: string
  since: Date
  until: Date
}

/** How a check turned out for a domain, by hour, for each of several; one question for all, in their order. */
export async function checkHours({ teamId, spans }: { teamId: string; spans: CheckSpan[] }): Promise<CheckCounted[][]> {
  if (spans.length === 0) return []
  const column = <Value>(of: (span: CheckSpan) => Value): Value[] => spans.map(of)
  // Each by the index; OFFSET 0: together all hours of the team would be read.
  const rows = await prisma.$queryRaw<(Omit<CheckCounted, 'hour' | 'count'> & Counted & { place: number })[]>`
    SELECT place::int, hours.* FROM unnest(${column(({ domain }) => domain)}::text[], ${column(({ checkId }) => checkId)}::text[],
      ${column(({ since }) => since)}::timestamptz[], ${column(({ until }) => until)}::timestamptz[])
      WITH ORDINALITY AS span("ofDomain", "ofCheck", since, until, place),
    LATERAL (
      SELECT "checkId", verdict, json_agg(extract(epoch FROM hour)::int) AS times, json_agg(count) AS counts FROM (
        SELECT "checkId", verdict, hour, count FROM "CheckCount"
        WHERE "teamId" = ${teamId}::uuid AND domain = "ofDomain" AND "checkId" = "ofCheck" AND hour >= since AND hour < until OFFSET 0
      ) AS found GROUP BY "checkId", verdict
    ) AS hours`
  const all = Map.groupBy(spread(rows), ({ place }) => place - 1)
  return spans.map((_, place) => all.get(place) ?? [])
}

/** Days whose noon lies within; of a range that ends now, today too. Of the domain, or of all together. */
export function daysOf({ teamId, since, until, domain = allDomains }: Counting): Prisma.Sql {
  const [first, end] = [since, until ?? new Date(Date.now() + noon * 1000)].map((at) => new Date(at.getTime() - noon * 1000))
  return Prisma.sql`
    "teamId" = ${teamId}::uuid AND domain = ${domain}
    AND day >= ${first}::timestamptz AT TIME ZONE 'UTC' AND day < ${end}::timestamptz AT TIME ZONE 'UTC'`
}

/** The SMTP replies given to the team's recipients, by code (`250 2.0.0`) and hour, or day, said of its noon. */
export async function replyCounts({
  teamId,
  since,
  until = now(),
}: Omit<Counting, 'domain' | 'per'>): Promise<{ hour: Date; reply: string; count: number }[]> {
  const [step, middle] = isLong({ since, until }) ? ['1 day', noon] : ['1 hour', 0]
  return spread(
    await prisma.$queryRaw<({ reply: string } & Counted)[]>`
      SELECT reply, json_agg(at ORDER BY at) AS times, json_agg(count ORDER BY at) AS counts FROM (
        SELECT reply, extract(epoch FROM date_bin(${step}::interval, hour, '2000-01-01T00:00:00Z'))::int + ${middle}::int AS at, sum(count)::int AS count
        FROM "ReplyCount" WHERE "teamId" = ${teamId}::uuid AND hour >= ${since} AND hour < ${until} GROUP BY 1, 2
      ) AS counted GROUP BY reply ORDER BY reply`,
  )
}

/** The score of each reported mail, oldest first, the newest `take`. Null scores are mails that could not be judged. */
export async function scores({
  teamId,
  since,
  until,
  domain,
  take = 500,
}: Counting & { take?: number }): Promise<
  { mailId: string; receivedAt: Date; score: number | null; subjectHeader: string | null }[]
> {
  const rows = await prisma.mail.findMany({
    where: {
      ...{ teamId, status: 'reported', source: { not: 'submission' } },
      receivedAt: { gte: since, ...(until && { lt: until }) },
      // An id holds the moment it was made: what came later is not read on the way to the end of the span.
      ...(until && { id: { lt: leastId(until.getTime() + storedWithin) } }),
      ...(domain !== undefined && { fromDomain: domain }),
    },
    orderBy: { id: 'desc' },
    take,
    select: { id: true, receivedAt: true, score: true, subjectHeader: true },
  })
  return rows.map(({ id, ...row }) => ({ mailId: id, ...row })).reverse()
}

/** Milliseconds. */
const storedWithin = 3_600_000
