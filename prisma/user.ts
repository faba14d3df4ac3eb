/** People with an account. Each has a personal team; the first account owns the instance. */
import { prisma } from './client.ts'
import type { Prisma as PrismaTypes } from './generated/client.ts'
import { newId } from './id.ts'
import { storable } from './text.ts'

export interface Account {
  id: string
  email: string
  name: string
  verifiedAt: Date | null
  /** As app/account/password.server.ts writes it; null of one who has only passkeys. */
  passwordHash: string | null
  isOperator: boolean
  /** Is a second factor asked for? */
  hasTotp: boolean
  passkeys: number
}

const viewed = {
  ...{ id: true, email: true, name: true, verifiedAt: true, passwordHash: true, isOperator: true, totpSecret: true },
  _count: { select: { passkeys: true } },
} as const

/** Milliseconds: accounts are made one after the other, and the next waits. */
const patience = { maxWait: 10_000, timeout: 15_000 }

/** Taken while an account is made, so that of two first ones only one owns the instance. */
const firstAccountLock = 7_115_001

/** An address as it is stored: lower case, without spaces around. */
export const normalEmail = (typed: string): string => storable(typed).trim().toLowerCase()

/** The account with this address. Null when there is none. */
export async function accountByEmail(email: string): Promise<Account | null> {
  const row = await prisma.user.findUnique({ where: { email: normalEmail(email) }, select: viewed })
  return row && view(row)
}

/** The account with this id. Null when there is none. */
export async function accountById(id: string): Promise<Account | null> {
  const row = await prisma.user.findUnique({ where: { id }, select: viewed })
  return row && view(row)
}

/** Has anybody an account here? */
export async function hasAccounts(): Promise<boolean> {
  return (await prisma.user.findFirst({ select: { id: true } })) !== null
}

/**
 * Makes an account with its personal team: the anonymous team of the browser becomes it, rows and all, when there is one. Null when the
 * address has an account already. The very first owns the instance.
 */
export async function createAccount({
  email,
  name,
  passwordHash,
  isVerified,
  anonymousTeamId,
}: {
  email: string
  name: string
  passwordHash: string | null
  isVerified: boolean
  anonymousTeamId: string | null
}): Promise<Account | null> {
  return prisma.$transaction(async (db) => {
    await db.$executeRaw`SELECT pg_advisory_xact_lock(${firstAccountLock})`
    if (await db.user.findUnique({ where: { email: normalEmail(email) }, select: { id: true } })) return null
    const isOperator = (await db.user.findFirst({ select: { id: true } })) === null
    const data = { id: newId(), email: normalEmail(email), name: storable(name).trim(), passwordHash, isOperator }
    const row = await db.user.create({ data: { ...data, verifiedAt: isVerified ? new Date() : null }, select: viewed })
    await givePersonalTeam(db, { userId: row.id, anonymousTeamId })
    return view(row)
  }, patience)
}

/** An anonymous team becomes a personal one once: whoever comes second gets a new one. */
async function givePersonalTeam(
  db: PrismaTypes.TransactionClient,
  { userId, anonymousTeamId }: { userId: string; anonymousTeamId: string | null },
): Promise<void> {
  const turned = anonymousTeamId
    ? await db.team.updateMany({ where: { id: anonymousTeamId, kind: 'anonymous' }, data: { kind: 'personal' } })
    : { count: 0 }
  const teamId = anonymousTeamId !== null && turned.count === 1 ? anonymousTeamId : newId()
  if (turned.count === 0) await db.team.create({ data: { id: teamId, kind: 'personal' } })
  await db.member.create({ data: { teamId, userId, role: 'owner' } })
}

/**
 * Deletes accounts made before a moment whose address nobody confirmed, and for whom nobody vouched: their personal teams are left without
 * members, and go with the next turn of that job. Returns how many went.
 */
export async function deleteUnconfirmed({ madeBefore }: { madeBefore: Date }): Promise<number> {
  const vouched = { some: { team: { kind: 'team' as const } } }
  const where = { verifiedAt: null, isOperator: false, createdAt: { lt: madeBefore }, NOT: { memberships: vouched } }
  return (await prisma.user.deleteMany({ where })).count
}

/** The personal team of a person. @throws when there is none: each account has one */
export async function personalTeamOf({ userId }: { userId: string }): Promise<string> {
  const where = { userId, role: 'owner' as const, team: { kind: 'personal' as const } }
  const { teamId } = await prisma.member.findFirstOrThrow({ where, select: { teamId: true } })
  return teamId
}

export async function setPassword({ userId, passwordHash }: { userId: string; passwordHash: string }): Promise<void> {
  await prisma.user.updateMany({ where: { id: userId }, data: { passwordHash } })
}

export async function setName({ userId, name }: { userId: string; name: string }): Promise<void> {
  await prisma.user.updateMany({ where: { id: userId }, data: { name: storable(name).trim() } })
}

/** Notes that the address of an account was proven: it must still be this one. */
export async function verifyEmail({ userId, email }: { userId: string; email: string }): Promise<boolean> {
  const where = { id: userId, email: normalEmail(email) }
  return (await prisma.user.updateMany({ where, data: { verifiedAt: new Date() } })).count > 0
}

/** Changes the address of an account to one that was proven. False when another account has it. */
export async function changeEmail({ userId, email }: { userId: string; email: string }): Promise<boolean> {
  try {
    await prisma.user.update({ where: { id: userId }, data: { email: normalEmail(email), verifiedAt: new Date() } })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'P2002') return false
    throw error
  }
}

function view({ totpSecret, _count, ...row }: PrismaTypes.UserGetPayload<{ select: typeof viewed }>): Account {
  return { ...row, hasTotp: totpSecret !== null, passkeys: _count.passkeys }
}
