/** What the charts read: counts by hour (UTC), and scores by mail. All of one team. */
import { prisma } from './client.ts'

interface Range {
  teamId: string
  since: Date
}

/** A range from here on is read by days: by hours it would be too many rows, and no chart shows them. */
const byDaysFrom = 14 * 86_400_000
const halfDay = 43_200_000

/**
 * How often each check passed, warned, failed or could not look, by hour; over more than two weeks by day (UTC), said of its noon, which is
 * that day nearly everywhere. Notes are not counted.
 */
export async function checkCounts({
  teamId,
  since,
}: Range): Promise<{ hour: Date; checkId: string; verdict: string; count: number }[]> {
  if (Date.now() - since.getTime() > byDaysFrom) return dayCounts({ teamId, since })
  const rows = await prisma.checkCount.groupBy({
    by: ['hour', 'checkId', 'verdict'],
    where: { teamId, hour: { gte: since } },
    _sum: { count: true },
    orderBy: { hour: 'asc' },
  })
  return rows.map(({ _sum, ...row }) => ({ ...row, count: _sum.count ?? 0 }))
}

async function dayCounts({ teamId, since }: Range): Promise<{ hour: Date; checkId: string; verdict: string; count: number }[]> {
  const rows = await prisma.dayCount.groupBy({
    by: ['day', 'checkId', 'verdict'],
    where: { teamId, day: { gte: since } },
    _sum: { count: true },
    orderBy: { day: 'asc' },
  })
  return rows.map(({ _sum, day, ...row }) => ({ ...row, hour: new Date(day.getTime() + halfDay), count: _sum.count ?? 0 }))
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
    where: { teamId, receivedAt: { gte: since }, status: 'reported' },
    orderBy: { id: 'desc' },
    take: 500,
    select: { id: true, receivedAt: true, score: true, subjectHeader: true },
  })
  return rows.map(({ id, ...row }) => ({ mailId: id, ...row })).reverse()
}
