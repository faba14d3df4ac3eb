/** What the charts read: counts by hour (UTC), and scores by mail. All of one team. */
import { prisma } from './client.ts'
import { Prisma } from './generated/client.ts'
import { leastId } from './id.ts'

interface Range {
  teamId: string
  since: Date
}

/** A time of a team, and of one From domain when it is named. `until`: not itself; the present when it is not there. */
export interface Counting extends Range {
  until?: Date
  domain?: string | undefined
  /** Counts by day, however short the time is. */
  byDays?: boolean
}

/** A range from here on is read by days: by hours it would be too many rows, and no chart shows them. */
const byDaysFrom = 14 * 86_400_000
/** Seconds. */
const noon = 43_200

const now = (): Date => new Date()
const isLong = ({ since, until = now(), byDays = false }: Counting): boolean =>
  byDays || until.getTime() - since.getTime() > byDaysFrom

const hoursOf = ({ teamId, since, until = now(), domain }: Counting): Prisma.Sql => Prisma.sql`
  "teamId" = ${teamId}::uuid AND hour >= ${since} AND hour < ${until}
  ${domain === undefined ? Prisma.empty : Prisma.sql`AND domain = ${domain}`}`

/**
 * How often each check passed, warned, failed or could not look, by hour; over more than two weeks by day (UTC), said of its noon, which is
 * that day nearly everywhere. Notes are not counted.
 */
export async function checkCounts(
  counting: Counting,
): Promise<{ hour: Date; checkId: string; verdict: string; count: number }[]> {
  if (isLong(counting)) return dayCounts(counting)
  const rows = await prisma.$queryRaw<Counted[]>`
    SELECT "checkId", verdict, array_agg(at) AS times, array_agg(count) AS counts FROM (
      SELECT "checkId", verdict, extract(epoch FROM hour)::int AS at, sum(count)::int AS count FROM "CheckCount"
      WHERE ${hoursOf(counting)} GROUP BY "checkId", verdict, hour
    ) AS hours GROUP BY "checkId", verdict`
  return spread(rows)
}

/** The same in all, for comparing with. */
export async function checkTotals(counting: Counting): Promise<{ checkId: string; verdict: string; count: number }[]> {
  if (isLong(counting)) {
    return prisma.$queryRaw`
      SELECT "checkId", verdict, sum(count)::int AS count FROM "DayCount" WHERE ${daysOf(counting)} GROUP BY "checkId", verdict`
  }
  return prisma.$queryRaw`
    SELECT "checkId", verdict, sum(count)::int AS count FROM "CheckCount" WHERE ${hoursOf(counting)} GROUP BY "checkId", verdict`
}

/** How a few checks turned out for a domain, by hour. */
export async function checkHours({
  checkIds,
  ...counting
}: Counting & { domain: string; checkIds: string[] }): Promise<
  { hour: Date; checkId: string; verdict: string; count: number }[]
> {
  return prisma.$queryRaw`
    SELECT hour, "checkId", verdict, sum(count)::int AS count FROM "CheckCount"
    WHERE ${hoursOf(counting)} AND "checkId" = ANY(${checkIds}) GROUP BY hour, "checkId", verdict ORDER BY hour`
}

/** One row for each outcome of a check; times in seconds. A row for each hour would cost more than the counting. */
interface Counted {
  checkId: string
  verdict: string
  times: number[]
  counts: number[]
}

function spread(rows: Counted[]): { hour: Date; checkId: string; verdict: string; count: number }[] {
  return rows.flatMap(({ checkId, verdict, times, counts }) =>
    times.map((at, index) => ({ hour: new Date(at * 1000), checkId, verdict, count: counts[index] ?? 0 })),
  )
}

/** Days whose noon lies within; of a range that ends now, today too. */
export function daysOf({ teamId, since, until, domain }: Counting): Prisma.Sql {
  const [first, end] = [since, until ?? new Date(Date.now() + noon * 1000)].map((at) => new Date(at.getTime() - noon * 1000))
  return Prisma.sql`
    "teamId" = ${teamId}::uuid AND day >= ${first}::timestamptz AT TIME ZONE 'UTC' AND day < ${end}::timestamptz AT TIME ZONE 'UTC'
    ${domain === undefined ? Prisma.empty : Prisma.sql`AND domain = ${domain}`}`
}

async function dayCounts(counting: Counting): Promise<{ hour: Date; checkId: string; verdict: string; count: number }[]> {
  const rows = await prisma.$queryRaw<Counted[]>`
    SELECT "checkId", verdict, array_agg(at) AS times, array_agg(count) AS counts FROM (
      SELECT "checkId", verdict, extract(epoch FROM day)::int + ${noon}::int AS at, sum(count)::int AS count FROM "DayCount"
      WHERE ${daysOf(counting)} GROUP BY "checkId", verdict, day
    ) AS days GROUP BY "checkId", verdict`
  return spread(rows)
}

/** The SMTP replies given to the team's recipients, by hour and code (`250 2.0.0`). */
export async function replyCounts({
  teamId,
  since,
  until = now(),
}: Omit<Counting, 'domain'>): Promise<{ hour: Date; reply: string; count: number }[]> {
  return prisma.replyCount.findMany({
    where: { teamId, hour: { gte: since, lt: until } },
    orderBy: { hour: 'asc' },
    select: { hour: true, reply: true, count: true },
  })
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
