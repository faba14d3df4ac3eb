/**
 * Links that show one report to whoever holds them, until they end or are taken back. The token (128 bits) is known only to whoever made the
 * link; kept is its SHA-256.
 */
import { prisma } from './client.ts'
import type { Prisma } from './generated/client.ts'
import { isId, newId } from './id.ts'
import { isToken, newToken, tokenHash } from './token.ts'

/** What is shared: the report of a mail, or of a scan. */
export type Shared = { mailId: string; scanId?: undefined } | { scanId: string; mailId?: undefined }

/** What is shown of a mail beside its report. */
export interface Shown {
  withBody: boolean
  withRecipients: boolean
  withSource: boolean
}

export type ShareView = Shown & {
  id: string
  teamId: string
  mailId: string | null
  scanId: string | null
  createdAt: Date
  expiresAt: Date
  lastOpenedAt: Date | null
}

const lastsMs = 30 * 86_400_000
/** Live links of one mail or scan. */
export const mostShares = 50
const viewed = {
  ...{ id: true, teamId: true, mailId: true, scanId: true, withBody: true, withRecipients: true, withSource: true },
  ...{ createdAt: true, expiresAt: true, lastOpenedAt: true },
} as const

const live = () => ({ revokedAt: null, expiresAt: { gt: new Date() } })

/** Makes a link that lasts 30 days. Null when there are too many already. */
export async function createShare({
  teamId,
  mailId,
  scanId,
  withBody,
  withRecipients,
  withSource,
}: Shared & Shown & { teamId: string }): Promise<{ share: ShareView; token: string } | null> {
  const of = mailId === undefined ? { scanId } : { mailId }
  if ((await prisma.share.count({ where: { teamId, ...of, ...live() } })) >= mostShares) return null
  const token = newToken()
  const data = { id: newId(), teamId, ...of, withBody, withRecipients, withSource, tokenHash: tokenHash(token) }
  const share = await prisma.share.create({ data: { ...data, expiresAt: new Date(Date.now() + lastsMs) }, select: viewed })
  return { share, token }
}

/** The live links of a mail or a scan of a team, newest first. */
export async function sharesOf({ teamId, mailId, scanId }: Shared & { teamId: string }): Promise<ShareView[]> {
  const of = mailId === undefined ? { scanId } : { mailId }
  return prisma.share.findMany({ where: { teamId, ...of, ...live() }, orderBy: { id: 'desc' }, select: viewed })
}

/** Takes a link of a mail or a scan back, at once. */
export async function revokeShare({ id, teamId, mailId, scanId }: Shared & { id: string; teamId: string }): Promise<void> {
  if (!isId(id)) return
  const of = mailId === undefined ? { scanId } : { mailId }
  await prisma.share.updateMany({ where: { id, teamId, ...of, revokedAt: null }, data: { revokedAt: new Date() } })
}

/** The link behind a token, noted as opened now. Null for one that is malformed, unknown, over or taken back. */
export async function openShare(token: string): Promise<ShareView | null> {
  if (!isToken(token)) return null
  const share = await prisma.share.findFirst({ where: { tokenHash: tokenHash(token), ...live() }, select: viewed })
  if (share) await prisma.share.updateMany({ where: { id: share.id }, data: { lastOpenedAt: new Date() } })
  return share
}

/** Deletes links whose time is over, or that were taken back. Returns how many went. */
export async function deleteOverShares({ now }: { now: Date }): Promise<number> {
  const where = { OR: [{ expiresAt: { lte: now } }, { revokedAt: { lte: now } }] }
  return (await prisma.share.deleteMany({ where })).count
}

/** A link must not outlive what it shows. */
export async function deleteSharesOf(
  db: Prisma.TransactionClient,
  { mailIds = [], scanIds = [] }: { mailIds?: string[]; scanIds?: string[] },
): Promise<void> {
  await db.share.deleteMany({ where: { OR: [{ mailId: { in: mailIds } }, { scanId: { in: scanIds } }] } })
}
