/** Tickets: what stands in a link that was mailed to a person. Each opens once, within its time; kept is the SHA-256 of its token (128 bits). */
import { prisma } from './client.ts'
import { newId } from './id.ts'
import { isToken, newToken, tokenHash } from './token.ts'

export type TicketKind = 'verify-email' | 'change-email' | 'reset-password'

/** Minutes that each kind lasts. */
const lasts: Record<TicketKind, number> = { 'verify-email': 3 * 24 * 60, 'change-email': 24 * 60, 'reset-password': 30 }

export interface TicketView {
  userId: string
  /** The address that it verifies or changes to. */
  email: string | null
}

/** A new ticket for a person; those of the same kind before it open nothing more. Returns the token, known to the caller only. */
export async function issueTicket({
  kind,
  userId,
  email,
}: {
  kind: TicketKind
  userId: string
  email?: string
}): Promise<string> {
  const token = newToken()
  const expiresAt = new Date(Date.now() + lasts[kind] * 60_000)
  const data = { id: newId(), kind, userId, tokenHash: tokenHash(token), email: email ?? null, expiresAt }
  await prisma.$transaction([prisma.ticket.deleteMany({ where: { userId, kind } }), prisma.ticket.create({ data })])
  return token
}

/** Whose ticket this is, without using it: pages are also opened by programs that look into mail. Null when it opens nothing. */
export async function lookAtTicket(kind: TicketKind, token: string): Promise<TicketView | null> {
  if (!isToken(token)) return null
  return prisma.ticket.findFirst({ where: live(kind, token), select: { userId: true, email: true } })
}

/** Uses a ticket: of any number of tries at once exactly one gets it. Null when it opens nothing, or no more. */
export async function takeTicket(kind: TicketKind, token: string): Promise<TicketView | null> {
  if (!isToken(token)) return null
  const [taken] = await prisma.ticket.updateManyAndReturn({
    where: live(kind, token),
    data: { usedAt: new Date() },
    select: { userId: true, email: true },
  })
  return taken ?? null
}

/** Deletes tickets whose time is over. Returns how many went. */
export async function deleteOverTickets({ now }: { now: Date }): Promise<number> {
  return (await prisma.ticket.deleteMany({ where: { expiresAt: { lte: now } } })).count
}

const live = (kind: TicketKind, token: string) => ({
  ...{ kind, tokenHash: tokenHash(token), usedAt: null },
  expiresAt: { gt: new Date() },
})
