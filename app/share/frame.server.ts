/**
 * The mail as its reader sees it, for whoever has a link for which its text was ticked: the frame of the tab *Mail*, with nothing from elsewhere,
 * and with the recipients masked unless they were ticked too. The link's token opens it; no cookie is read.
 */
import { env } from '#env'
import { mailById, mailRaw } from '#prisma/mail.ts'
import { openShare } from '#prisma/share.ts'
import { frameOf, lookAt, nothingFramed } from '../mail-view/frame.server.ts'
import { takeApart, textOfType } from '../mail-view/parts.server.ts'
import { maskOf, recipientsOf } from './mask.server.ts'

/** The path, or the URL when CONTENT_URL is set, of the frame behind a link; null when the mail has no HTML. */
export function sharedFrameLink(token: string, octets: Buffer): string | null {
  return textOfType(takeApart(octets), 'text/html') ? `${env.CONTENT_URL ?? ''}/shared/${token}/html` : null
}

/** Answers the frame's route. */
export async function answerSharedFrame(token: string | undefined): Promise<Response> {
  const share = await openShare(token ?? '')
  const mail = share?.withBody && share.mailId ? await mailById(share.mailId) : null
  const octets = mail && mail.teamId === share?.teamId ? await mailRaw({ mailId: mail.id }) : null
  if (!mail || !octets) return nothingFramed()
  const recipients = share?.withRecipients ? [] : recipientsOf(octets, mail.recipient)
  const looked = lookAt(takeApart(octets), 'light', undefined, maskOf(recipients))
  if (!looked) return nothingFramed()
  // Once more as it is written then, for an address that was written in references; never one that could take a mark of the markup with it.
  const again = maskOf(recipients.filter((one) => !/["'<>&=\s]/.test(one)))
  return frameOf({ ...looked, open: again(looked.open), style: again(looked.style), body: again(looked.body) })
}
