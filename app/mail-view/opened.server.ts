/** Who opened the text of a mail is told to the admins of its team. */
import { noteRead } from '#prisma/audit.ts'
import type { MailView } from '#prisma/mail.ts'
import { whoAsks } from '../who.server.ts'

/** Notes that whoever asks opens the text, the source or a part of a mail: one line for a person, mail and day. Call it before any of it goes out. */
export async function noteOpened(request: Request, { id, teamId, recipient }: MailView): Promise<void> {
  const { person, memberships } = await whoAsks(request)
  if (!person || !memberships.some((one) => one.teamId === teamId && one.kind === 'team')) return
  await noteRead({ teamId, userId: person.id, action: 'mail.opened', id, subject: recipient })
}
