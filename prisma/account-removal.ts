/** Deleting an account, with all that is its person's alone. */
import { prisma } from './client.ts'
import { note } from './audit.ts'
import { closeTeam } from './team-removal.ts'

/** Deletes an account: its personal team is closed, and it leaves the others. Why it cannot be, in words; null when it is done. */
export async function deleteAccount({ userId }: { userId: string }): Promise<string | null> {
  const memberships = await prisma.member.findMany({
    where: { userId },
    select: {
      teamId: true,
      role: true,
      user: { select: { email: true, isOperator: true } },
      team: { select: { kind: true, name: true } },
    },
  })
  const owned = memberships.filter(({ role, team }) => role === 'owner' && team.kind === 'team')
  for (const { teamId, team } of owned) {
    const owners = await prisma.member.count({ where: { teamId, role: 'owner' } })
    if (owners < 2) return `You are the only owner of ${team.name}. Make somebody else one, or delete that team first.`
  }
  if (memberships.some(({ user }) => user.isOperator) && (await prisma.user.count()) > 1)
    return 'This account owns this Seedbed, and others use it: it cannot be deleted here.'
  for (const { teamId, team, user } of memberships) {
    if (team.kind === 'personal') await closeTeam({ teamId })
    else await note({ teamId, userId, action: 'member.left', subject: user.email })
  }
  await prisma.$transaction([
    prisma.apiToken.deleteMany({ where: { userId } }),
    prisma.credential.deleteMany({ where: { userId } }),
    prisma.outboxMail.deleteMany({ where: { OR: [{ userId }, ...memberships.map(({ user }) => ({ recipient: user.email }))] } }),
    prisma.monitor.updateMany({ where: { createdBy: userId }, data: { createdBy: null } }),
    prisma.alert.updateMany({ where: { acknowledgedBy: userId }, data: { acknowledgedBy: null } }),
    prisma.accepted.updateMany({ where: { userId }, data: { userId: null } }),
    prisma.statusPage.updateMany({ where: { changedBy: userId }, data: { changedBy: null } }),
    prisma.invitation.deleteMany({ where: { invitedBy: userId } }),
    prisma.user.deleteMany({ where: { id: userId } }),
  ])
  return null
}
