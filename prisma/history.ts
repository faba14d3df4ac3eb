/** What the charts read: counts by hour (UTC), and scores by mail. All of one team. */
import { prisma } from './client.ts'

interface Range {
  teamId: string
  since: Date
}

/** A range from here on is read by days: by hours it would be too many rows, and no chart shows them. */
const byDaysFrom = 14 * 86_400_000
/** Seconds. */
const noon = 43_200

/**
 * How often each check passed, warned, failed or could not look, by hour; over more than two weeks by day (UTC), said of its noon, which is
 * that day nearly everywhere. Notes are not counted.
 */
export async function checkCounts({
  teamId,
  since,
}: Range): Promise<{ hour: Date; checkId: string; verdict: string; count: number }[]> {
  if (Date.now() - since.getTime() > byDaysFrom) return dayCounts({ teamId, since })
  const rows = await prisma.$queryRaw<Counted[]>`
    SELECT "checkId", verdict, array_agg(at) AS times, array_agg(count) AS counts FROM (
      SELECT "checkId", verdict, extract(epoch FROM hour)::int AS at, sum(count)::int AS count FROM "CheckCount"
      WHERE "teamId" = ${teamId}::uuid AND hour >= ${since} GROUP BY "checkId", verdict, hour
    ) AS hours GROUP BY "checkId", verdict`
  return spread(rows)
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

async function dayCounts({ teamId, since }: Range): Promise<{ hour: Date; checkId: string; verdict: string; count: number }[]> {
  const rows = await prisma.$queryRaw<Counted[]>`
    SELECT "checkId", verdict, array_agg(at) AS times, array_agg(count) AS counts FROM (
      SELECT "checkId", verdict, extract(epoch FROM day)::int + ${noon}::int AS at, sum(count)::int AS count FROM "DayCount"
      WHERE "teamId" = ${teamId}::uuid AND day >= ${since}::date GROUP BY "checkId", verdict, day
    ) AS days GROUP BY "checkId", verdict`
  return spread(rows)
}

/** The SMTP replies given to the team's recipients, by hour and code (`250 2.0.0`). */
export async function replyCounts({ teamId, since }: Range): Promise<{ hour: Date; reply: string; count: number }[]> {
  return prisma.replyCount.findMany({
    where: { teamId, hour: { gte: since } },
    orderBy: { hour: 'asc' },
    select: { hour: true, reply: true, count: true },
  })
}

/** The score of each reported mail, oldest first, the newest 500. Null scores are mails that could not be judged. */
export async function scores({
  teamId,
  since,
}: Range): Promise<{ mailId: string; receivedAt: Date; score: number | null; subjectHeader: string | null }[]> {
  const rows = await prisma.mail.findMany({
    where: { teamId, receivedAt: { gte: since }, status: 'reported', source: { not: 'submission' } },
    orderBy: { id: 'desc' },
    take: 500,
    select: { id: true, receivedAt: true, score: true, subjectHeader: true },
  })
  return rows.map(({ id, ...row }) => ({ mailId: id, ...row })).reverse()
}
