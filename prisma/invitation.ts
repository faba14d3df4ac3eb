/** Invitations to a team: a link that was mailed to somebody, or one for whoever has it. The token (128 bits) is kept as its SHA-256. */
import { prisma } from './client.ts'
import { isId, newId } from './id.ts'
import type { Role } from './sign-in.ts'
import { isToken, newToken, tokenHash } from './token.ts'
import { normalEmail } from './user.ts'

export interface InvitationView {
  id: string
  teamId: string
  /** As its people read it. */
  teamName: string
  /** Null of a link for whoever has it. */
  email: string | null
  role: Role
  /** The only projects it opens; all when empty. */
  projectIds: string[]
  createdAt: Date
  expiresAt: Date
  /** How many may still accept it. */
  uses: number
}

const lastsMs = 7 * 86_400_000
/** Live invitations of a team, and people that one link may let in. */
const mostInvitations = 100
export const mostUses = 50

const viewed = {
  ...{ id: true, teamId: true, email: true, role: true, projectIds: true, createdAt: true, expiresAt: true, uses: true },
  team: { select: { name: true } },
} as const

const live = () => ({ revokedAt: null, uses: { gt: 0 }, expiresAt: { gt: new Date() } })

/** Makes an invitation that lasts seven days. Returns its token, known to the caller only; null when there are too many already. */
export async function createInvitation({
  teamId,
  invitedBy,
  email,
  role,
  projectIds,
  uses,
}: {
  teamId: string
  invitedBy: string
  email: string | null
  role: Exclude<Role, 'owner'>
  projectIds: string[]
  uses: number
}): Promise<string | null> {
  if ((await prisma.invitation.count({ where: { teamId, ...live() } })) >= mostInvitations) return null
  const token = newToken()
  const own = await prisma.project.findMany({ where: { teamId, id: { in: projectIds.filter(isId) } }, select: { id: true } })
  const to = { email: email === null ? null : normalEmail(email), role, projectIds: own.map(({ id }) => id), uses }
  const times = { expiresAt: new Date(Date.now() + lastsMs) }
  await prisma.invitation.create({ data: { id: newId(), teamId, invitedBy, tokenHash: tokenHash(token), ...to, ...times } })
  return token
}

/** The live invitations of a team, newest first. */
export async function invitationsOf({ teamId }: { teamId: string }): Promise<InvitationView[]> {
  const rows = await prisma.invitation.findMany({ where: { teamId, ...live() }, orderBy: { id: 'desc' }, select: viewed })
  return rows.map(view)
}

/** Takes an invitation back, at once. Returns whether there was one. */
export async function revokeInvitation({ id, teamId }: { id: string; teamId: string }): Promise<boolean> {
  if (!isId(id)) return false
  return (await prisma.invitation.updateMany({ where: { id, teamId, ...live() }, data: { revokedAt: new Date() } })).count > 0
}

/** The invitation behind a token. Null for one that is malformed, unknown, over, used up or taken back. */
export async function invitationByToken(token: string): Promise<InvitationView | null> {
  if (!isToken(token)) return null
  const row = await prisma.invitation.findFirst({ where: { tokenHash: tokenHash(token), ...live() }, select: viewed })
  return row && view(row)
}

/**
 * Accepts an invitation: the person belongs to the team from now on, and one use is gone. Who belongs to it already stays what they are.
 * Returns the team's slug; null when the token opens nothing, or no more: of many at once only as many come in as it has uses.
 */
export async function acceptInvitation({
  token,
  userId,
}: {
  token: string
  userId: string
}): Promise<{ teamId: string; slug: string; role: Role; isNew: boolean } | null> {
  if (!isToken(token)) return null
  return prisma.$transaction(async (db) => {
    const [taken] = await db.invitation.updateManyAndReturn({
      where: { tokenHash: tokenHash(token), ...live() },
      data: { uses: { decrement: 1 } },
      select: { teamId: true, role: true, projectIds: true },
    })
    if (!taken) return null
    const { teamId, role, projectIds } = taken
    const { slug } = await db.team.findUniqueOrThrow({ where: { id: teamId }, select: { slug: true } })
    const member = await db.member.findUnique({ where: { teamId_userId: { teamId, userId } }, select: { role: true } })
    if (member) {
      await db.invitation.updateMany({ where: { tokenHash: tokenHash(token) }, data: { uses: { increment: 1 } } })
      return { teamId, slug: slug ?? teamId, role: member.role, isNew: false }
    }
    await db.member.create({ data: { teamId, userId, role, limited: projectIds.length > 0 } })
    const still = await db.project.findMany({ where: { teamId, id: { in: projectIds } }, select: { id: true } })
    await db.projectMember.createMany({ data: still.map(({ id }) => ({ projectId: id, teamId, userId })) })
    return { teamId, slug: slug ?? teamId, role, isNew: true }
  })
}

/** Deletes invitations that have been over for 30 days. Returns how many went. */
export async function deleteOverInvitations({ now }: { now: Date }): Promise<number> {
  const before = new Date(now.getTime() - 30 * 86_400_000)
  return (await prisma.invitation.deleteMany({ where: { expiresAt: { lte: before } } })).count
}

function view({ team, ...row }: Omit<InvitationView, 'teamName'> & { team: { name: string } }): InvitationView {
  return { ...row, teamName: team.name }
}
