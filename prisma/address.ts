/**
 * Seed addresses. Two names: the seed, public the moment a mail is sent, and the token, which opens page, mails and raw bytes
 * and of which only the SHA-256 is kept.
 */
import { env } from '#env'
import { prisma } from './client.ts'
import { newId } from './id.ts'
import { keepingOf, receivingFor } from './kept-days.ts'
import { deleteMailsOfAddress } from './mail.ts'
import { inReach } from './reach.ts'
import { deleteSessionsOfAddress } from './session-removal.ts'
import { groupSeed, newSeed } from './seed.ts'
import { isToken, newToken, noTokenHash, tokenHash } from './token.ts'

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

const day = 86_400_000
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

export interface AddressToIssue {
  teamId: string
  projectId?: string | null
  /** One of SEED_DOMAINS, or a seed domain of the team. */
  domain: string
  name?: string
  /** How long it receives; null for as long as it is not deleted. */
  hours?: number | null
  mailsPerDay?: number | null
  /** Of `ownSeed`, for a local part that somebody chose. */
  seed?: string
}

/** A fresh address of a team. The token (128 bits, base64url) is known to the caller only. */
export async function issueAddress({
  hours = env.ADDRESS_TTL_HOURS,
  seed = newSeed(),
  ...given
}: AddressToIssue): Promise<{ address: AddressView; token: string }> {
  const token = newToken()
  const now = Date.now()
  const dates = receivingFor(hours, await keepingOf(given), now)
  const row = await prisma.address.create({
    data: { id: newId(now), ...given, seed, tokenHash: tokenHash(token), ...dates },
    select: viewed,
  })
  return { address: view(row), token }
}

/** The address that a token opens. Null for a token that is malformed, unknown, or whose address is no longer kept. */
export async function addressByToken(token: string): Promise<AddressView | null> {
  if (!isToken(token)) return null
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
  const data = receivingFor(env.ADDRESS_TTL_HOURS, await keepingOf({ teamId }))
  await prisma.address.updateMany({
    // What receives longer already is not cut short.
    where: { id, teamId, kind: 'seed', deletedAt: null, receivesUntil: { lt: data.receivesUntil } },
    data,
  })
}

/**
 * Deletes an address with all it received, at once. Returns how many mails went. Its dates end first: from that moment nothing more is
 * accepted for it and nobody can read it, and should we crash on the way, the expire job finishes the work. One in use at a sending service
 * stays as a name for a while: what is sent to it is accepted and dropped, so that nobody gets hard bounces from us.
 */
export async function deleteAddress({ id, teamId }: { id: string; teamId: string }): Promise<{ mails: number }> {
  const over = new Date()
  const stays = await retireAddress({ id, teamId, at: over })
  if (!stays) await prisma.address.updateMany({ where: { id, teamId }, data: { receivesUntil: over, keptUntil: over } })
  const mails = await deleteMailsOfAddress({ addressId: id, teamId })
  await deleteSessionsOfAddress({ addressId: id })
  await prisma.$transaction([
    prisma.mailbox.deleteMany({ where: { addressId: id } }),
    prisma.replyAttempt.deleteMany({ where: { addressId: id } }),
    prisma.credential.deleteMany({ where: { addressId: id, teamId } }),
    ...(stays ? [] : [prisma.address.deleteMany({ where: { id, teamId } })]),
  ])
  return { mails }
}

/** Days for which an address that was in use is accepted after its deletion. */
const acceptedAfterDays = 60

/** Nobody opens it any more, and what comes is dropped. False when it was not in use, or is retired already. */
async function retireAddress({ id, teamId, at }: { id: string; teamId: string; at: Date }): Promise<boolean> {
  const end = new Date(at.getTime() + acceptedAfterDays * day)
  const { count } = await prisma.address.updateMany({
    where: { id, teamId, inUse: true, deletedAt: null },
    data: { deletedAt: at, receivesUntil: end, keptUntil: end, name: '', tokenHash: noTokenHash() },
  })
  return count > 0
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

/** As shown and as sent to. A seed with an `@` is a local part that somebody chose, at its domain. */
export const emailOf = ({ seed, domain }: { seed: string; domain: string }): string =>
  seed.includes('@') ? seed : `${groupSeed(seed)}@${domain}`

function view(row: Omit<AddressView, 'email'>): AddressView {
  return { ...row, email: emailOf(row) }
}

/** A team's addresses that receive now, the newest first. */
export async function receivingAddresses({
  teamId,
  projects = null,
  take,
}: {
  teamId: string
  projects?: string[] | null
  take: number
}): Promise<AddressView[]> {
  const where = {
    ...inReach({ teamId, projects }),
    ...{ kind: 'seed' as const, receivesUntil: { gt: new Date() }, deletedAt: null },
  }
  const rows = await prisma.address.findMany({ where, orderBy: { createdAt: 'desc' }, take, select: viewed })
  return rows.map(view)
}

/** The address of a team with one of these seeds, when it receives now. */
export async function receivingAddress({ teamId, seeds }: { teamId: string; seeds: string[] }): Promise<AddressView | null> {
  const where = { teamId, seed: { in: seeds }, kind: 'seed' as const, receivesUntil: { gt: new Date() }, deletedAt: null }
  const row = await prisma.address.findFirst({ where, select: viewed })
  return row && view(row)
}
