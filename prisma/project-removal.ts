/**
 * Deleting a project. It is gone at once, with all that it opened; its name on what stays with the team is taken off in small batches. Nobody can ask
 * for a project that is not there, so until then these rows are what they will be: the team's, and of no project.
 */
import { prisma } from './client.ts'
import { Prisma } from './generated/client.ts'
import { isId } from './id.ts'

/** So long whoever presses the button waits for the batches, in milliseconds; that is enough for all but a million mails. */
const waitMs = 2000

/**
 * Deletes a project, and what was only kept because it was put there or opened nothing else: refusals, channels, tokens, passwords, invitations.
 * Addresses and what arrived at them stay with the team. What is not done by a moment (milliseconds since 1970) is for the next turns. False
 * when there is no such project.
 */
export async function deleteProject({
  teamId,
  id,
  until = Date.now() + waitMs,
}: {
  teamId: string
  id: string
  until?: number
}): Promise<boolean> {
  if (!isId(id)) return false
  const ofProject = { teamId, projectId: id }
  const none = { where: ofProject, data: { projectId: null } }
  const isThere = await prisma.$transaction(async (db) => {
    const { count } = await db.project.deleteMany({ where: { teamId, id } })
    if (count === 0) return false
    // Without the project these would open all of the team, or be told all of it.
    await db.apiToken.deleteMany({ where: ofProject })
    await db.credential.deleteMany({ where: ofProject })
    await db.channel.deleteMany({ where: ofProject })
    await db.invitation.deleteMany({ where: { teamId, projectIds: { equals: [id] } } })
    await db.$executeRaw`
      UPDATE "Invitation" SET "projectIds" = array_remove("projectIds", ${id}::uuid)
      WHERE "teamId" = ${teamId}::uuid AND ${id}::uuid = ANY("projectIds")`
    // From here on nothing more comes to be of it.
    await db.address.updateMany(none)
    await db.monitor.updateMany(none)
    await db.team.update({ where: { id: teamId }, data: { leftProjects: { push: id } } })
    return true
  })
  if (isThere) await forget({ teamId, id, until })
  return isThere
}

const teamsAtOnce = 20

/** Goes on with projects that were deleted, until a moment (milliseconds since 1970) is over. Returns how many are done. */
export async function forgetProjects({ until }: { until: number }): Promise<number> {
  const teams = await prisma.team.findMany({
    where: { leftProjects: { isEmpty: false } },
    select: { id: true, leftProjects: true },
    take: teamsAtOnce,
  })
  let done = 0
  for (const { id: teamId, leftProjects } of teams)
    for (const id of leftProjects) if (await forget({ teamId, id, until })) done += 1
  return done
}

interface Left {
  teamId: string
  id: string
}

const batch = 1000

/** Each does one batch, a transaction of its own. What goes with the project goes first. */
const steps: ((left: Left) => Promise<number>)[] = [
  async ({ teamId, id }) =>
    (await prisma.bounce.deleteMany({ where: { teamId, projectId: id, source: 'file' }, limit: batch })).count,
  (left) => unname('Bounce', left),
  (left) => unname('Mail', left),
  (left) => unname('Scan', left),
  (left) => unname('TestSend', left),
  (left) => unname('Alert', left),
  // The INBOX of who opened all its addresses.
  async ({ id }) => (await prisma.mailbox.deleteMany({ where: { addressId: id } })).count,
]

function unname(table: 'Bounce' | 'Mail' | 'Scan' | 'TestSend' | 'Alert', { teamId, id }: Left): Promise<number> {
  const name = Prisma.raw(`"${table}"`)
  return prisma.$executeRaw`
    UPDATE ${name} SET "projectId" = NULL WHERE id IN (
      SELECT id FROM ${name} WHERE "teamId" = ${teamId}::uuid AND "projectId" = ${id}::uuid LIMIT ${batch})`
}

/** Is all of it done? */
async function forget({ teamId, id, until }: Left & { until: number }): Promise<boolean> {
  for (const step of steps) {
    let done = 0
    do {
      if (Date.now() > until) return false
      done = await step({ teamId, id })
    } while (done > 0)
  }
  await prisma.$executeRaw`
    UPDATE "Team" SET "leftProjects" = array_remove("leftProjects", ${id}::uuid) WHERE id = ${teamId}::uuid`
  return true
}
