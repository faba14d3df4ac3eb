/** What changed since the last passing mail, for the page of a mail. */
import type { Report } from '#checks/report.ts'
import type { MailView } from '#prisma/mail.ts'
import { type SentMail, sentBefore } from '#prisma/sending.ts'
import { tokenOfAddress } from '../address.server.ts'
import { mayTouch, whoAsks } from '../who.server.ts'
import { type Sent, type SinceLastPassing, sinceLastPassing } from './last.ts'

/**
 * A mail's link opens that mail and no other. So its team sees it held against all of its mails, whoever knows the link of its live page
 * against the mails of that address, and anybody else against none: then null, as when no mail passed before.
 */
export async function changedSince(
  request: Request,
  mail: MailView,
  { sending, analysedAt }: Report,
): Promise<SinceLastPassing | null> {
  const { id, teamId, addressId, fromDomain } = mail
  if (!sending || !fromDomain) return null
  const who = await whoAsks(request)
  const isOwn = mayTouch(who, { teamId })
  if (!isOwn && (await tokenOfAddress(who, addressId)) === null) return null
  const earlier = await sentBefore({ teamId, fromDomain, before: id, ...(!isOwn && { addressId }) })
  return sinceLastPassing({ sending, analysedAt }, earlier.map(sentOf)) ?? null
}

const sentOf = ({ receivedAt, ...mail }: SentMail): Sent => ({ ...mail, receivedAt: receivedAt.toISOString() })
