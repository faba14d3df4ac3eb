/**
 * Deleting a team, really: its addresses, mails, raw octets, scans, reports, findings, counts and whatever hangs on it. It closes at once,
 * and a job clears it out in small batches. A team without members is one that is being deleted; there is no other mark. But for the
 * one of this Seedbed itself, which nobody belongs to.
 */
import { env } from '#env'
import { deleteAddress } from './address.ts'
import { prisma } from './client.ts'
import { deleteMailsOfTeam } from './mail.ts'
import { instanceTeam } from './recipient.ts'
import { deleteScansOfTeam } from './scan.ts'
import { deleteTestSendsOf } from './test-send.ts'

/**
 * Closes a team for good: from now on nobody belongs to it, nothing opens it, and nothing is received for it. But what is sent to an address in use
 * at a sending service is accepted for its 60 days, and dropped, unless its domain was the team's own.
 */
export async function closeTeam({ teamId }: { teamId: string }): Promise<void> {
  const over = new Date()
  await prisma.$transaction([
    prisma.address.updateMany({
      where: { teamId, OR: [{ inUse: false, deletedAt: null }, { domain: { notIn: env.SEED_DOMAINS } }] },
      data: { receivesUntil: over, keptUntil: over, deletedAt: null, inUse: false },
    }),
    prisma.scan.updateMany({ where: { teamId }, data: { keptUntil: over } }),
    prisma.apiToken.deleteMany({ where: { teamId } }),
    prisma.credential.deleteMany({ where: { teamId } }),
    prisma.invitation.deleteMany({ where: { teamId } }),
    prisma.share.deleteMany({ where: { teamId } }),
    prisma.monitor.deleteMany({ where: { teamId } }),
    prisma.statusPage.deleteMany({ where: { domain: { teamId } } }),
    prisma.seedDomain.deleteMany({ where: { teamId } }),
    prisma.outboxMail.deleteMany({ where: { teamId } }),
    prisma.signIn.updateMany({ where: { teamId }, data: { teamId: null } }),
    prisma.team.updateMany({ where: { id: teamId }, data: { slug: null } }),
    prisma.member.deleteMany({ where: { teamId } }),
  ])
}

const teamsAtOnce = 20
const batch = 50

/**
 * Clears out teams that were closed, until a moment (milliseconds since 1970) is over; what is left is for the next turn. Returns how many
 * are gone.
 */
export async function removeClosedTeams({ until }: { until: number }): Promise<number> {
  const closed = await prisma.team.findMany({
    where: { id: { not: instanceTeam }, kind: { not: 'anonymous' }, members: { none: {} } },
    select: { id: true },
    take: teamsAtOnce,
  })
  let gone = 0
  for (const { id } of closed) if (await clearOut(id, until)) gone += 1
  return gone
}

/** The rows of a team in an order in which a crash leaves nothing out of reach: the team itself goes last. Each deletes one batch. */
const steps: ((teamId: string) => Promise<number>)[] = [
  deleteAddresses,
  (teamId) => deleteMailsOfTeam({ teamId, take: batch }),
  (teamId) => deleteScansOfTeam({ teamId, take: batch }),
  (teamId) => prisma.$transaction((db) => deleteTestSendsOf(db, { teamId }, batch)),
]

/** Is all of it gone? */
async function clearOut(teamId: string, until: number): Promise<boolean> {
  for (const step of steps) {
    let deleted = 0
    do {
      if (Date.now() > until) return false
      deleted = await step(teamId)
    } while (deleted > 0)
  }
  await prisma.finding.deleteMany({ where: { teamId } })
  const projects = await prisma.project.findMany({ where: { teamId }, select: { id: true } })
  await prisma.$transaction([
    prisma.checkCount.deleteMany({ where: { teamId } }),
    prisma.dayCount.deleteMany({ where: { teamId } }),
    prisma.mailDay.deleteMany({ where: { teamId } }),
    prisma.delayCount.deleteMany({ where: { teamId } }),
    prisma.replyCount.deleteMany({ where: { teamId } }),
    prisma.share.deleteMany({ where: { teamId } }),
    prisma.mailbox.deleteMany({ where: { addressId: { in: [teamId, ...projects.map(({ id }) => id)] } } }),
    prisma.outboxMail.deleteMany({ where: { teamId } }),
    prisma.idempotency.deleteMany({ where: { ownerId: teamId } }),
    prisma.team.deleteMany({ where: { id: teamId } }),
  ])
  return true
}

async function deleteAddresses(teamId: string): Promise<number> {
  const where = { teamId, deletedAt: null }
  const addresses = await prisma.address.findMany({ where, take: batch, select: { id: true, teamId: true } })
  for (const address of addresses) await deleteAddress(address)
  await leaveRetired(teamId)
  return addresses.length
}

/** Names that are still accepted, and nothing but the name, are this Seedbed's until their time is over. */
async function leaveRetired(teamId: string): Promise<void> {
  const retired = { teamId, deletedAt: { not: null } }
  if ((await prisma.address.count({ where: retired })) === 0) return
  await prisma.team.upsert({ where: { id: instanceTeam }, create: { id: instanceTeam, kind: 'team' }, update: {} })
  await prisma.address.updateMany({ where: retired, data: { teamId: instanceTeam, projectId: null } })
}
