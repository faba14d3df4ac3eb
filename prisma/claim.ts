/** Claiming: what a browser without an account has made becomes a team's, in one transaction. */
import { prisma } from './client.ts'
import { Prisma } from './generated/client.ts'

/** Tables whose rows of an anonymous team move as they are; those without a foreign key to it first, by what they hang on. */
const moved = [
  'Mail',
  'Scan',
  'Finding',
  'Address',
  'Share',
  'Bounce',
  'ReplyAttempt',
  'Credential',
  'Relay',
  'TestSend',
] as const

/**
 * Moves everything of an anonymous team to another team, and forgets the anonymous one. Returns how many addresses and scans moved; null when
 * there is no such anonymous team: it was claimed before, or never was.
 */
export async function claimTeam({
  from,
  to,
}: {
  from: string
  to: string
}): Promise<{ addresses: number; scans: number } | null> {
  return prisma.$transaction(
    async (db) => {
      const [team] = await db.$queryRaw<unknown[]>`
        SELECT 1 FROM "Team" WHERE id = ${from}::uuid AND kind = 'anonymous' FOR UPDATE`
      if (!team) return null
      // Held first: a report that is saved meanwhile is saved before, and moves along, or after, and belongs to the other team at once.
      await db.$queryRaw`SELECT id FROM "Mail" WHERE "teamId" = ${from}::uuid FOR UPDATE`
      await db.$queryRaw`SELECT id FROM "Scan" WHERE "teamId" = ${from}::uuid FOR UPDATE`
      await db.$executeRaw`
        UPDATE "Report" SET "teamId" = ${to}::uuid WHERE "mailId" IN (SELECT id FROM "Mail" WHERE "teamId" = ${from}::uuid)
          OR "scanId" IN (SELECT id FROM "Scan" WHERE "teamId" = ${from}::uuid)`
      const counts = new Map<string, number>()
      for (const table of moved) {
        const name = Prisma.raw(`"${table}"`)
        counts.set(table, await db.$executeRaw`UPDATE ${name} SET "teamId" = ${to}::uuid WHERE "teamId" = ${from}::uuid`)
      }
      await moveCounts(db, { from, to })
      // What came along is kept as the team keeps things from now on.
      await db.team.updateMany({ where: { id: to }, data: { datedFor: null, tidiedAt: null } })
      await db.team.delete({ where: { id: from } })
      return { addresses: counts.get('Address') ?? 0, scans: counts.get('Scan') ?? 0 }
    },
    { timeout: 60_000 },
  )
}

/** Counts of the same hour are added up; a sender known to both stays as it is known there. */
async function moveCounts(db: Prisma.TransactionClient, { from, to }: { from: string; to: string }): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "CheckCount" ("teamId", domain, "checkId", code, verdict, hour, count)
    SELECT ${to}::uuid, domain, "checkId", code, verdict, hour, count FROM "CheckCount" WHERE "teamId" = ${from}::uuid
    ON CONFLICT ("teamId", hour, domain, "checkId", code, verdict) DO UPDATE SET count = "CheckCount".count + excluded.count`
  await db.$executeRaw`
    INSERT INTO "DayCount" ("teamId", domain, "checkId", verdict, day, count)
    SELECT ${to}::uuid, domain, "checkId", verdict, day, count FROM "DayCount" WHERE "teamId" = ${from}::uuid
    ON CONFLICT ("teamId", day, domain, "checkId", verdict) DO UPDATE SET count = "DayCount".count + excluded.count`
  await db.$executeRaw`
    INSERT INTO "MailDay" AS own ("teamId", domain, day, mails, ready, scored, "scoreSum", "scoreLeast")
    SELECT ${to}::uuid, domain, day, mails, ready, scored, "scoreSum", "scoreLeast" FROM "MailDay" WHERE "teamId" = ${from}::uuid
    ON CONFLICT ("teamId", day, domain) DO UPDATE SET mails = own.mails + excluded.mails, ready = own.ready + excluded.ready,
      scored = own.scored + excluded.scored, "scoreSum" = own."scoreSum" + excluded."scoreSum",
      "scoreLeast" = least(own."scoreLeast", excluded."scoreLeast")`
  await db.$executeRaw`
    INSERT INTO "DelayCount" AS own ("teamId", domain, day, step, count)
    SELECT ${to}::uuid, domain, day, step, count FROM "DelayCount" WHERE "teamId" = ${from}::uuid
    ON CONFLICT ("teamId", day, domain, step) DO UPDATE SET count = own.count + excluded.count`
  await db.$executeRaw`
    INSERT INTO "ReplyCount" ("teamId", reply, hour, count)
    SELECT ${to}::uuid, reply, hour, count FROM "ReplyCount" WHERE "teamId" = ${from}::uuid
    ON CONFLICT ("teamId", hour, reply) DO UPDATE SET count = "ReplyCount".count + excluded.count`
  await db.$executeRaw`
    UPDATE "KnownSender" AS known SET "teamId" = ${to}::uuid WHERE "teamId" = ${from}::uuid AND NOT EXISTS (
      SELECT FROM "KnownSender" AS own WHERE own."teamId" = ${to}::uuid AND own.domain = known.domain AND own.address = known.address
        AND own."mailFromDomain" = known."mailFromDomain" AND own.selector = known.selector)`
  await db.checkCount.deleteMany({ where: { teamId: from } })
  await db.dayCount.deleteMany({ where: { teamId: from } })
  await db.mailDay.deleteMany({ where: { teamId: from } })
  await db.delayCount.deleteMany({ where: { teamId: from } })
  await db.replyCount.deleteMany({ where: { teamId: from } })
}
