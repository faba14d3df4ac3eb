/**
 * Clearing out what a team keeps no longer. One team at a time, in batches, each through an index and in a transaction of its own, so that nobody
 * waits for a lock. What a team says holds for what is there already: the dates of its rows are set anew first. Browsers without an account have
 * no turn here: what is theirs goes with its address or scan.
 */
import { deleteAddress } from './address.ts'
import { prisma } from './client.ts'
import { Prisma } from './generated/client.ts'
import { leastId } from './id.ts'
import { daysMs, keepingFor, never } from './kept-days.ts'
import { deleteMailsBefore } from './mail.ts'
import { deleteExpiredScans } from './scan.ts'
import { deleteSessionsBefore } from './session-removal.ts'
import { deleteTestSendsOf } from './test-send.ts'

export interface TeamToTidy {
  id: string
  days: number
  /** Were the dates of its rows set by as many days? */
  isDated: boolean
}

/** A team's turn comes every hour, and at once when it changed what it keeps. */
const everyMs = 3_600_000

/** Teams whose turn it is, those that have waited longest first. One that is being deleted has none. */
export async function teamsToTidy({ now, take }: { now: number; take: number }): Promise<TeamToTidy[]> {
  const rows = await prisma.team.findMany({
    where: {
      kind: { not: 'anonymous' },
      members: { some: {} },
      OR: [{ tidiedAt: null }, { tidiedAt: { lt: new Date(now - everyMs) } }],
    },
    orderBy: { tidiedAt: { sort: 'asc', nulls: 'first' } },
    take,
    select: { id: true, kind: true, retentionDays: true, datedFor: true },
  })
  return rows.map(({ datedFor, ...team }) => {
    const { days } = keepingFor(team)
    return { id: team.id, days, isDated: datedFor === days }
  })
}

interface Turn {
  teamId: string
  days: number
  now: Date
  /** What came before then is kept no longer. */
  before: Date
}

const batch = 100
/** Rows that stand alone. */
const plainBatch = 1000

/** In `datedFor` while the dates of a team's rows are being set: who wants them set anew puts null there, and is not overlooked. */
const beingDated = 0

/**
 * Deletes what a team keeps no longer, until a moment (milliseconds since 1970) is over. False when there is more to do; the next turn goes on.
 */
export async function tidyTeam(
  { id, days, isDated }: TeamToTidy,
  { now, until }: { now: number; until: number },
): Promise<boolean> {
  const turn = { teamId: id, days, now: new Date(now), before: new Date(now - daysMs(days)) }
  if (!isDated) await prisma.team.updateMany({ where: { id }, data: { datedFor: beingDated } })
  for (const step of isDated ? clearing : [...dating, ...clearing]) {
    let done = 0
    do {
      if (Date.now() > until) return false
      done = await step(turn)
    } while (done > 0)
  }
  const where = { id, datedFor: isDated ? days : beingDated }
  await prisma.team.updateMany({ where, data: { datedFor: days, tidiedAt: turn.now } })
  return true
}

type Step = (turn: Turn) => Promise<number>

/** Each sets the dates of one batch. */
const dating: Step[] = [
  ({ teamId, days }) => {
    const until = Prisma.sql`CASE kind WHEN 'file' THEN "createdAt" ELSE "receivesUntil" END + make_interval(hours => ${days * 24}::int)`
    return prisma.$executeRaw`
      UPDATE "Address" SET "keptUntil" = ${until} WHERE id IN (
        SELECT id FROM "Address" WHERE "teamId" = ${teamId}::uuid AND kind <> 'sandbox' AND "deletedAt" IS NULL
          AND "receivesUntil" < ${never} AND "keptUntil" <> ${until} LIMIT ${plainBatch})`
  },
  ({ teamId, days }) => {
    const until = Prisma.sql`"requestedAt" + make_interval(hours => ${days * 24}::int)`
    return prisma.$executeRaw`
      UPDATE "Scan" SET "keptUntil" = ${until} WHERE id IN (
        SELECT id FROM "Scan" WHERE "teamId" = ${teamId}::uuid AND "keptUntil" <> ${until} ORDER BY "teamId", id LIMIT ${plainBatch})`
  },
  ({ teamId, days }) => {
    const until = Prisma.sql`"expiresAt" + make_interval(hours => ${days * 24}::int)`
    return prisma.$executeRaw`
      UPDATE "TestSend" SET "keptUntil" = ${until} WHERE id IN (
        SELECT id FROM "TestSend" WHERE "teamId" = ${teamId}::uuid AND "keptUntil" <> ${until} LIMIT ${plainBatch})`
  },
]

/** Each deletes one batch. Counts by day say nothing of any one mail: they stay while the team is. */
const clearing: Step[] = [
  ({ teamId, before }) => deleteMailsBefore({ teamId, before, take: batch }),
  ({ teamId, before }) => deleteSessionsBefore({ teamId, before, take: batch }),
  ({ teamId, now }) => deleteExpiredScans({ teamId, now, take: batch }),
  ({ teamId, now }) => prisma.$transaction((db) => deleteTestSendsOf(db, { teamId, keptUntil: { lte: now } }, batch)),
  deleteExpiredAddresses,
  // Those of mails, scans and test sends went with them; by id, since a file may tell of what is long past.
  ({ teamId, before }) => plain(prisma.bounce, { teamId, id: { lt: leastId(before.getTime()) }, source: { not: 'mail' } }),
  ({ teamId, before }) => plain(prisma.replyAttempt, { teamId, at: { lt: before } }),
  ({ teamId, before }) => plain(prisma.recordEvent, { teamId, at: { lt: before } }),
  // Who has not sent for so long is no more than what it was learned from: gone.
  ({ teamId, before }) => plain(prisma.knownSender, { teamId, lastSeenAt: { lt: before } }),
  // An alert goes with its deliveries; one that is open stays, and loses the deliveries of that time.
  ({ teamId, before }) => plain(prisma.alert, { teamId, recoveredAt: { lt: before } }),
  ({ teamId, before }) => plain(prisma.delivery, { channel: { teamId }, createdAt: { lt: before }, status: { not: 'waiting' } }),
  // Who read mails of that time; what was done stays.
  ({ teamId, before }) => plain(prisma.auditEntry, { teamId, id: { lt: leastId(before.getTime()) }, once: { not: null } }),
  ({ teamId, before }) => hours('CheckCount', teamId, before),
  ({ teamId, before }) => hours('ReplyCount', teamId, before),
]

async function deleteExpiredAddresses({ teamId, now }: Turn): Promise<number> {
  const where = { teamId, keptUntil: { lte: now } }
  const expired = await prisma.address.findMany({ where, take: batch, select: { id: true, teamId: true } })
  for (const address of expired) await deleteAddress(address)
  return expired.length
}

interface Plain<Where> {
  deleteMany(asked: { where: Where; limit: number }): PromiseLike<{ count: number }>
}

const plain = async <Where>(table: Plain<Where>, where: Where): Promise<number> =>
  (await table.deleteMany({ where, limit: plainBatch })).count

const hours = (table: 'CheckCount' | 'ReplyCount', teamId: string, before: Date): Promise<number> => {
  const name = Prisma.raw(`"${table}"`)
  return prisma.$executeRaw`
    DELETE FROM ${name} WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM ${name} WHERE "teamId" = ${teamId}::uuid AND hour < ${before} LIMIT ${plainBatch}))`
}
