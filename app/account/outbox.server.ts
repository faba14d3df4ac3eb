/** The mails of ours that somebody may read here. */
import { env } from '#env'
import { outboxOf } from '#prisma/outbox.ts'
import { may } from '../roles.ts'
import { mustSignIn } from '../who.server.ts'

/** Times ISO 8601. */
export interface OutboxLine {
  id: string
  recipient: string
  subjectHeader: string
  /** '' once it is on its way. */
  text: string
  createdAt: string
  sentAt: string | null
  nextAttemptAt: string | null
  failure: string | null
}

export interface OutboxPage {
  /** Is there a relay? */
  sends: boolean
  isOperator: boolean
  mails: OutboxLine[]
}

export async function outboxPage(request: Request): Promise<OutboxPage> {
  const { person, memberships } = await mustSignIn(request)
  const teamIds = memberships.filter(({ role }) => may(role, 'settings')).map(({ teamId }) => teamId)
  const mails = await outboxOf({ userId: person.id, isOperator: person.isOperator, teamIds })
  return {
    sends: env.OUTBOUND_SMTP_URL !== undefined,
    isOperator: person.isOperator,
    mails: mails.map(({ id, recipient, subjectHeader, text, createdAt, sentAt, nextAttemptAt, failure }) => ({
      ...{ id, recipient, subjectHeader, text, failure, createdAt: createdAt.toISOString() },
      ...{ sentAt: sentAt?.toISOString() ?? null, nextAttemptAt: nextAttemptAt?.toISOString() ?? null },
    })),
  }
}
