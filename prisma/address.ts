/**
 * Seed addresses. Two names: the seed, public the moment a mail is sent, and the token, which opens page, mails and raw bytes
 * and of which only the SHA-256 is kept.
 */
import { createHash, randomBytes } from 'node:crypto'
import { env } from '#env'
import { prisma } from './client.ts'
import { newId } from './id.ts'
import { deleteMailsOfAddress, deleteSessionsOfAddress } from './mail.ts'
import { groupSeed, newSeed } from './seed.ts'

export interface AddressView {
  id: string
  /** `file` holds a file that somebody brought, `sandbox` what an application sent; both receive nothing. */
  kind: 'seed' | 'file' | 'sandbox'
  teamId: string
  projectId: string | null
  seed: string
  domain: string
  /** As shown and as sent to: `k7qm-2xr9-v4tn-8hzp@seeds.acme.net`. */
  email: string
  createdAt: Date
  receivesUntil: Date
  keptUntil: Date
}

const hour = 3_600_000
const day = 24 * hour
const tokenPattern = /^[A-Za-z0-9_-]{22}$/
const viewed = {
  id: true,
  kind: true,
  teamId: true,
  projectId: true,
  seed: true,
  domain: true,
  createdAt: true,
  receivesUntil: true,
  keptUntil: true,
} as const

/** A fresh address of a team. The token (128 bits, base64url) is known to the caller only. `domain` is one of SEED_DOMAINS. */
export async function issueAddress({
  teamId,
  projectId = null,
  domain,
}: {
  teamId: string
  projectId?: string | null
  domain: string
}): Promise<{ address: AddressView; token: string }> {
  const token = randomBytes(16).toString('base64url')
  const now = Date.now()
  const receivesUntil = now + env.ADDRESS_TTL_HOURS * hour
  const row = await prisma.address.create({
    data: {
      id: newId(now),
      teamId,
      projectId,
      seed: newSeed(),
      domain,
      tokenHash: tokenHash(token),
      receivesUntil: new Date(receivesUntil),
      keptUntil: new Date(Math.max(receivesUntil, now + env.RETENTION_DAYS * day)),
    },
    select: viewed,
  })
  return { address: view(row), token }
}

/** The address that a token opens. Null for a token that is malformed, unknown, or whose address is no longer kept. */
export async function addressByToken(token: string): Promise<AddressView | null> {
  if (!tokenPattern.test(token)) return null
  const row = await prisma.address.findFirst({
    where: { tokenHash: tokenHash(token), keptUntil: { gt: new Date() } },
    select: viewed,
  })
  return row && view(row)
}

/** Which of these tokens opens the address with this id. Null when none does, or the address is no longer kept. */
export async function tokenThatOpens({ addressId, tokens }: { addressId: string; tokens: string[] }): Promise<string | null> {
  if (tokens.length === 0) return null
  const row = await prisma.address.findFirst({
    where: { id: addressId, keptUntil: { gt: new Date() } },
    select: { tokenHash: true },
  })
  return tokens.find((token) => row && Buffer.from(row.tokenHash).equals(tokenHash(token))) ?? null
}

/** The address with this id, for jobs. Null when it was deleted. */
export async function addressById(id: string): Promise<AddressView | null> {
  const row = await prisma.address.findUnique({ where: { id }, select: viewed })
  return row && view(row)
}

/** Lets an address receive again, or longer: another ADDRESS_TTL_HOURS from now. What is kept is kept at least as long. */
export async function extendAddress({ id, teamId }: { id: string; teamId: string }): Promise<void> {
  const now = Date.now()
  const receivesUntil = new Date(now + env.ADDRESS_TTL_HOURS * hour)
  await prisma.address.updateMany({
    where: { id, teamId, kind: 'seed' },
    data: { receivesUntil, keptUntil: new Date(Math.max(receivesUntil.getTime(), now + env.RETENTION_DAYS * day)) },
  })
}

/**
 * Deletes an address with all it received, at once. Returns how many mails went. Its dates end first: from that moment nothing more is
 * accepted for it and nobody can read it, and should we crash on the way, the expire job finishes the work.
 */
export async function deleteAddress({ id, teamId }: { id: string; teamId: string }): Promise<{ mails: number }> {
  const over = new Date()
  await prisma.address.updateMany({ where: { id, teamId }, data: { receivesUntil: over, keptUntil: over } })
  const mails = await deleteMailsOfAddress({ addressId: id, teamId })
  await deleteSessionsOfAddress({ addressId: id })
  await prisma.$transaction([
    prisma.mailbox.deleteMany({ where: { addressId: id } }),
    prisma.replyAttempt.deleteMany({ where: { addressId: id } }),
    prisma.credential.deleteMany({ where: { addressId: id, teamId } }),
    prisma.address.deleteMany({ where: { id, teamId } }),
  ])
  return { mails }
}

/** Addresses whose time is over, oldest first, for the expire job. */
export async function expiredAddresses(now: Date, take: number): Promise<{ id: string; teamId: string }[]> {
  return prisma.address.findMany({
    where: { keptUntil: { lte: now } },
    orderBy: { keptUntil: 'asc' },
    take,
    select: { id: true, teamId: true },
  })
}

const tokenHash = (token: string): Uint8Array<ArrayBuffer> => new Uint8Array(createHash('sha256').update(token).digest())

function view(row: Omit<AddressView, 'email'>): AddressView {
  return { ...row, email: `${groupSeed(row.seed)}@${row.domain}` }
}

/** A team's addresses that receive now, the newest first. */
export async function receivingAddresses({ teamId, take }: { teamId: string; take: number }): Promise<AddressView[]> {
  const where = { teamId, kind: 'seed' as const, receivesUntil: { gt: new Date() }, deletedAt: null }
  const rows = await prisma.address.findMany({ where, orderBy: { createdAt: 'desc' }, take, select: viewed })
  return rows.map(view)
}

/** The address of a team with one of these seeds, when it receives now. */
export async function receivingAddress({ teamId, seeds }: { teamId: string; seeds: string[] }): Promise<AddressView | null> {
  const where = { teamId, seed: { in: seeds }, kind: 'seed' as const, receivesUntil: { gt: new Date() }, deletedAt: null }
  const row = await prisma.address.findFirst({ where, select: viewed })
  return row && view(row)
}
