/** Claiming one address, with what came to it: of a browser without an account by its link, or out of one's own personal team. */
import { prisma } from './client.ts'
import { Prisma } from './generated/client.ts'
import { stripFromFirst } from './keeps.ts'

export interface AddressToClaim {
  addressId: string
  /** Who asks. */
  userId: string
  to: string
  projectId: string | null
}

const claimable = ({ addressId, userId, to }: Omit<AddressToClaim, 'projectId'>): Prisma.Sql => Prisma.sql`
  SELECT 1 FROM "Address" AS address JOIN "Team" AS team ON team.id = address."teamId"
  WHERE address.id = ${addressId}::uuid AND address.kind = 'seed' AND address."deletedAt" IS NULL AND address."keptUntil" > now()
    AND team.id <> ${to}::uuid AND (team.kind = 'anonymous' OR team.kind = 'personal' AND EXISTS (
      SELECT FROM "Member" WHERE "teamId" = team.id AND "userId" = ${userId}::uuid))`

/** May the person take the address into this team, as far as it is the address's to decide? */
export async function isClaimable(asked: Omit<AddressToClaim, 'projectId'>): Promise<boolean> {
  return (await prisma.$queryRaw<unknown[]>(claimable(asked))).length > 0
}

/** Tables whose rows go by the mail they are about. */
const byMail = ['Report', 'Finding', 'Share', 'Bounce'] as const
const byScan = ['Report', 'Finding', 'Share'] as const
const byAddress = ['ReplyAttempt', 'Credential'] as const

/**
 * Moves an address with all that came to it to a team, and to a project of it, in one transaction. The caller has made sure that the project is
 * the team's and that the person may put something there. False when it is not to be had. What was counted of its mails stays counted where
 * it was.
 */
export async function claimAddress(asked: AddressToClaim): Promise<boolean> {
  const { addressId, to, projectId } = asked
  return prisma.$transaction(
    async (db) => {
      const [free] = await db.$queryRaw<unknown[]>`${claimable(asked)} FOR UPDATE OF address`
      if (!free) return false
      // Held first, as for a whole team: a report that is saved meanwhile comes along, or belongs to the other team at once.
      const mails = await db.$queryRaw<{ id: string }[]>`SELECT id FROM "Mail" WHERE "addressId" = ${addressId}::uuid FOR UPDATE`
      const mailIds = mails.map(({ id }) => id)
      const scans = await db.scan.findMany({ where: { mailId: { in: mailIds } }, select: { id: true } })
      const scanIds = scans.map(({ id }) => id)
      const move = (table: string, column: string, ids: string[]) => db.$executeRaw`
        UPDATE ${Prisma.raw(`"${table}"`)} SET "teamId" = ${to}::uuid WHERE ${Prisma.raw(`"${column}"`)} = ANY(${ids}::uuid[])`
      for (const table of byMail) await move(table, 'mailId', mailIds)
      for (const table of byScan) await move(table, 'scanId', scanIds)
      for (const table of byAddress) await move(table, 'addressId', [addressId])
      const owner = { teamId: to, projectId }
      await db.bounce.updateMany({ where: { mailId: { in: mailIds } }, data: owner })
      await db.scan.updateMany({ where: { id: { in: scanIds } }, data: owner })
      await db.mail.updateMany({ where: { addressId }, data: owner })
      await db.address.update({ where: { id: addressId }, data: owner })
      // It is kept as the team and the project keep things from now on.
      await db.team.updateMany({ where: { id: to }, data: { datedFor: null, tidiedAt: null } })
      if (projectId) await db.project.updateMany({ where: { id: projectId, keeps: { not: 'everything' } }, data: stripFromFirst })
      return true
    },
    { timeout: 60_000 },
  )
}
