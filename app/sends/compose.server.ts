/** The octets of a test send, made once: every attempt sends the same. */
import MailComposer from 'nodemailer/lib/mail-composer'
import type { Mailbox } from './mailbox.server.ts'

export interface ToCompose {
  from: Mailbox
  to: string
  subject: string
  text: string
  /** '' for none. */
  html: string
  messageId: string
  date: Date
}

/** A mail with the text, the HTML, or both. No file and no address of the world is read for it. */
export function compose({ from, to, subject, text, html, messageId, date }: ToCompose): Promise<Buffer> {
  const mail = new MailComposer({
    ...{ subject, messageId, date },
    from: { name: from.name, address: from.address },
    to: { name: '', address: to },
    ...(text === '' ? {} : { text }),
    ...(html === '' ? {} : { html }),
    ...{ disableFileAccess: true, disableUrlAccess: true, newline: 'windows', xMailer: false },
  })
  return mail.compile().build()
}
