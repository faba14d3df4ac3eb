/** Teams: the owners of every owned row. */
import { prisma } from './client.ts'
import { newId } from './id.ts'

/** A team for a browser without an account. Returns its id. */
export async function createAnonymousTeam(): Promise<string> {
  const { id } = await prisma.team.create({ data: { id: newId(), kind: 'anonymous' }, select: { id: true } })
  return id
}

/** Makes sure that the anonymous team with this id exists (the demo's, known before its first start). */
export async function ensureAnonymousTeam(id: string): Promise<void> {
  await prisma.team.createMany({ data: { id, kind: 'anonymous' }, skipDuplicates: true })
}

/** Is there such a team, of a browser without an account? A cookie may outlive it, or what it was. */
export async function isAnonymousTeam(id: string): Promise<boolean> {
  return (await prisma.team.count({ where: { id, kind: 'anonymous' } })) > 0
}

/** Deletes anonymous teams made before a moment that own no address, scan or bounce any more, with their counts. Returns how many went. */
export async function deleteForsakenTeams(createdBefore: Date): Promise<number> {
  const forsaken = await prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Team" AS team
    WHERE kind = 'anonymous' AND "createdAt" < ${createdBefore}
      AND NOT EXISTS (SELECT FROM "Address" WHERE "teamId" = team.id)
      AND NOT EXISTS (SELECT FROM "Scan" WHERE "teamId" = team.id)
      AND NOT EXISTS (SELECT FROM "Bounce" WHERE "teamId" = team.id)
    LIMIT 100`
  const ids = forsaken.map((team) => team.id)
  await prisma.$transaction([
    prisma.checkCount.deleteMany({ where: { teamId: { in: ids } } }),
    prisma.dayCount.deleteMany({ where: { teamId: { in: ids } } }),
    prisma.mailDay.deleteMany({ where: { teamId: { in: ids } } }),
    prisma.delayCount.deleteMany({ where: { teamId: { in: ids } } }),
    prisma.replyCount.deleteMany({ where: { teamId: { in: ids } } }),
    prisma.team.deleteMany({ where: { id: { in: ids } } }),
  ])
  return ids.length
}
