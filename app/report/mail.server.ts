/** What the pages show of a mail. Dates become text here, once, as the browser gets them. */
import { type MailView, mailsOfTeam } from '#prisma/mail.ts'
import type { LiveMail } from '../live.ts'
import type { Who } from '../who.server.ts'

export interface MailHead extends LiveMail {
  recipient: string
  /** Of a mail in the sandbox all, those of Bcc too; empty of any other. */
  recipients: string[]
  mailFrom: string
  analysis: number
  /** How it came: `lmtp` was handed on by a mail server here, which received it. */
  source: MailView['source']
  /** What is left of it. */
  kept: MailView['kept']
}

/** A row of a list. */
export function mailLine(mail: MailView): LiveMail {
  const { id, subjectHeader, fromHeader, label, status, score, problems, warnings, size, headline } = mail
  return {
    ...{ id, subjectHeader, fromHeader, label, status, score, problems, warnings, size, headline },
    receivedAt: mail.receivedAt.toISOString(),
    nextAttemptAt: mail.nextAttemptAt?.toISOString() ?? null,
  }
}

/** The head of a mail's own page. */
export function mailHead(mail: MailView): MailHead {
  const { recipient, recipients, mailFrom, analysis, source, kept } = mail
  return { ...mailLine(mail), recipient, recipients, mailFrom, analysis, source, kept }
}

/** The newest mails of this browser, for the home page. */
export async function lastMails({ teamId, projects }: Who): Promise<LiveMail[]> {
  return teamId ? (await mailsOfTeam({ teamId, projects, take: 5 })).map(mailLine) : []
}
