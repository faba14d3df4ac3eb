/** Who belongs to a team, and as what. A team has an owner at any time: the last one can neither leave nor become less. */
import { note } from './audit.ts'
import { type Db, prisma } from './client.ts'
import { isId } from './id.ts'
import type { Role } from './sign-in.ts'

export interface MemberView {
  userId: string
  email: string
  name: string
  role: Role
  limited: boolean
  /** The projects it is limited to. */
  projectIds: string[]
  since: Date
}

/** The members of a team, owners first, then by address. */
export async function membersOf({ teamId }: { teamId: string }): Promise<MemberView[]> {
  const rows = await prisma.member.findMany({
    where: { teamId },
    orderBy: [{ role: 'asc' }, { user: { email: 'asc' } }],
    select: {
      ...{ userId: true, role: true, limited: true, createdAt: true },
      user: { select: { email: true, name: true } },
      projects: { select: { projectId: true } },
    },
  })
  return rows.map(({ user, projects, createdAt, ...row }) => ({
    ...{ ...row, ...user, since: createdAt },
    projectIds: projects.map(({ projectId }) => projectId),
  }))
}

/** Does somebody of this instance know this person: do they own it, or belong to a team that took them in? */
export async function vouchedFor({ userId }: { userId: string }): Promise<boolean> {
  const where = { id: userId, OR: [{ isOperator: true }, { memberships: { some: { team: { kind: 'team' as const } } } }] }
  return (await prisma.user.findFirst({ where, select: { id: true } })) !== null
}

/** Who changes something about a member of a team, and whom. */
interface Change {
  teamId: string
  /** Who does it. */
  by: { userId: string; role: Role }
  userId: string
}

export type Outcome = 'done' | 'not-there' | 'not-yours' | 'last-owner'

/** Changes what a member is, and which projects they see; all when none are given. Only owners make owners, or change one. */
export async function changeMember({
  role,
  projectIds,
  ...change
}: Change & { role: Role; projectIds: string[] }): Promise<Outcome> {
  return underLock(change, role, async (db, email) => {
    const { teamId, userId } = change
    const limited = projectIds.length > 0 && (role === 'member' || role === 'viewer')
    await db.member.update({ where: { teamId_userId: { teamId, userId } }, data: { role, limited } })
    await db.projectMember.deleteMany({ where: { teamId, userId } })
    const own = limited
      ? await db.project.findMany({ where: { teamId, id: { in: projectIds.filter(isId) } }, select: { id: true } })
      : []
    await db.projectMember.createMany({ data: own.map(({ id }) => ({ projectId: id, teamId, userId })) })
    await note(
      { teamId, userId: change.by.userId, action: 'member.changed', subject: email, details: { role, projects: own.length } },
      db,
    )
  })
}

/** Takes a member out of a team, or lets one leave. */
export async function removeMember(change: Change): Promise<Outcome> {
  return underLock(change, null, async (db, email) => {
    const { teamId, userId, by } = change
    await db.member.delete({ where: { teamId_userId: { teamId, userId } } })
    await db.apiToken.updateMany({ where: { teamId, userId, revokedAt: null }, data: { revokedAt: new Date() } })
    await db.credential.updateMany({ where: { teamId, userId, revokedAt: null }, data: { revokedAt: new Date() } })
    await note({ teamId, userId: by.userId, action: by.userId === userId ? 'member.left' : 'member.removed', subject: email }, db)
  })
}

/** Two owners who leave at once must not both succeed: changes of one team come one after the other. `becomes`: null for out of it. */
async function underLock(
  { teamId, by, userId }: Change,
  becomes: Role | null,
  work: (db: Db, email: string) => Promise<void>,
): Promise<Outcome> {
  if (!isId(userId)) return 'not-there'
  return prisma.$transaction(async (db) => {
    await db.$queryRaw`SELECT 1 FROM "Team" WHERE id = ${teamId}::uuid FOR UPDATE`
    const where = { teamId_userId: { teamId, userId } }
    const member = await db.member.findUnique({ where, select: { role: true, user: { select: { email: true } } } })
    if (!member) return 'not-there'
    if ((member.role === 'owner' || becomes === 'owner') && by.role !== 'owner') return 'not-yours'
    const losesOwner = member.role === 'owner' && becomes !== 'owner'
    if (losesOwner && (await db.member.count({ where: { teamId, role: 'owner' } })) < 2) return 'last-owner'
    await work(db, member.user.email)
    return 'done'
  })
}
