/**
 * The outbox: every mail of ours to a person is a row first. With OUTBOUND_SMTP_URL a job sends it and tries again; without it stays here, and
 * is read in the dashboard by whom it is for.
 */
import { env } from '#env'
import { type Db, prisma } from './client.ts'
import { newId } from './id.ts'
import { storable } from './text.ts'

export interface MailToSend {
  /** Who may read it in the dashboard. Null when only the owner of this instance may: a link in it proves an address, or opens an account. */
  userId: string | null
  /** The team it tells of: its admins may read it too. */
  teamId?: string | null
  recipient: string
  subjectHeader: string
  /** Plain text. */
  text: string
}

export interface OutboxView {
  id: string
  recipient: string
  subjectHeader: string
  text: string
  createdAt: Date
  sentAt: Date | null
  attempts: number
  nextAttemptAt: Date | null
  failure: string | null
}

const viewed = {
  ...{ id: true, recipient: true, subjectHeader: true, text: true, createdAt: true },
  ...{ sentAt: true, attempts: true, nextAttemptAt: true, failure: true },
} as const

/** Hands in a mail. A header stays on one line, whatever is in it. */
export async function sendMail(
  { userId, teamId = null, recipient, subjectHeader, text }: MailToSend,
  db: Db = prisma,
): Promise<void> {
  const line = storable(subjectHeader)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .slice(0, 200)
  const nextAttemptAt = env.OUTBOUND_SMTP_URL ? new Date() : null
  const data = {
    id: newId(),
    userId,
    teamId,
    recipient: storable(recipient),
    subjectHeader: line,
    text: storable(text),
    nextAttemptAt,
  }
  await db.outboxMail.create({ data })
}

/** Who reads the outbox. */
export interface OutboxReader {
  userId: string
  isOperator: boolean
  /** Teams whose mails they may read. */
  teamIds: string[]
}

const shownMost = 100

/** The newest mails that a person may read here. What was sent, or is on its way, is without its text. */
export async function outboxOf({ userId, isOperator, teamIds }: OutboxReader): Promise<OutboxView[]> {
  const where = isOperator ? {} : { OR: [{ userId }, { teamId: { in: teamIds } }] }
  const rows = await prisma.outboxMail.findMany({
    where,
    orderBy: [{ turn: 'desc' }, { id: 'desc' }],
    take: shownMost,
    select: viewed,
  })
  return rows.map((row) => (row.sentAt || row.nextAttemptAt ? { ...row, text: '' } : row))
}

/** Mails that are due to be sent, oldest first. */
export async function dueMails({ now, take }: { now: Date; take: number }): Promise<OutboxView[]> {
  return prisma.outboxMail.findMany({
    where: { nextAttemptAt: { lte: now } },
    orderBy: [{ turn: 'asc' }, { id: 'asc' }],
    take,
    select: viewed,
  })
}

/** Notes that a mail is on its way for good; its text, and any link in it, is forgotten here. */
export async function noteSent({ id, now }: { id: string; now: Date }): Promise<void> {
  const data = { sentAt: now, nextAttemptAt: null, text: '', failure: null, attempts: { increment: 1 } }
  await prisma.outboxMail.updateMany({ where: { id }, data })
}

/** Notes that a try failed, why, and when the next is due; null when it is given up. */
export async function noteUnsent({
  id,
  failure,
  nextAttemptAt,
}: {
  id: string
  failure: string
  nextAttemptAt: Date | null
}): Promise<void> {
  const data = { failure: storable(failure).slice(0, 500), nextAttemptAt, attempts: { increment: 1 } }
  await prisma.outboxMail.updateMany({ where: { id }, data })
}

const keptMs = 30 * 86_400_000

/** Deletes mails older than 30 days. Returns how many went. */
export async function deleteOldMailsOfOurs({ now }: { now: Date }): Promise<number> {
  const where = { createdAt: { lte: new Date(now.getTime() - keptMs) } }
  return (await prisma.outboxMail.deleteMany({ where })).count
}
