/**
 * Who did what in a team. Entries stay as long as the team, and are never changed. Apart from them: who opened the text of which mail, a line for each
 * person, mail and day, which goes when mails of that day go.
 */
import { type Db, prisma } from './client.ts'
import { isId, newId } from './id.ts'
import { storable } from './text.ts'

export interface AuditEntryToNote {
  teamId: string
  /** Null of the instance itself. */
  userId: string | null
  /** `member.invited`, `address.deleted` …: what, and what became of it. */
  action: string
  /** What it was done to, as people read it. */
  subject?: string
  details?: Record<string, string | number | boolean | null>
}

export interface AuditEntryView {
  id: string
  action: string
  subject: string
  /** Who did it, as people read it; null of the instance, and of who has no account any more. */
  by: string | null
  /** The mail whose text was opened; null of anything else. */
  mailId: string | null
  at: Date
}

const longestSubject = 200

/** Notes one entry. Pass the transaction in which the thing itself is done: either both are so, or neither. */
export async function note({ teamId, userId, action, subject = '', details }: AuditEntryToNote, db: Db = prisma): Promise<void> {
  const data = { id: newId(), teamId, userId, action, subject: storable(subject).slice(0, longestSubject) }
  await db.auditEntry.create({ data: { ...data, ...(details && { details: storable(details) }) } })
}

export interface ReadToNote {
  teamId: string
  /** Null of a mail program with the password of an address: that is nobody's in particular. */
  userId: string | null
  /** `mail.opened`: the text of one mail, on a page or over the API. `mails.read`: with a mail program, which reads all it finds. */
  action: 'mail.opened' | 'mails.read'
  /** The mail, or what the mail program reads with. */
  id: string
  /** The address it came to, or the user name of the mail program. */
  subject: string
  now?: Date
}

/** Notes that mails of a team were read, once a day. In a team of one, and in a browser's own, there is nobody to tell. */
export async function noteRead({ teamId, userId, action, id, subject, now = new Date() }: ReadToNote): Promise<void> {
  const day = now.toISOString().slice(0, 10)
  const once = `${action} ${teamId} ${userId ?? ''} ${id} ${day}`
  const details = JSON.stringify(action === 'mail.opened' ? { mailId: id } : {})
  await prisma.$executeRaw`
    INSERT INTO "AuditEntry" (id, "teamId", "userId", action, subject, details, at, once)
    SELECT ${newId(now.getTime())}::uuid, id, ${userId}::uuid, ${action}, ${storable(subject).slice(0, longestSubject)}, ${details}::jsonb, ${now}, ${once}
    FROM "Team" WHERE id = ${teamId}::uuid AND kind = 'team'
    ON CONFLICT (once) DO NOTHING`
}

const page = 50

/** What was done, or who read. */
export type AuditList = 'done' | 'read'

/** The entries of a team, newest first. `before`: only those older than the entry with this id. One more than a page tells that there are older. */
export async function auditOf({
  teamId,
  before,
  list = 'done',
}: {
  teamId: string
  before?: string
  list?: AuditList
}): Promise<{ entries: AuditEntryView[]; older: string | null }> {
  const older = before !== undefined && isId(before) ? { id: { lt: before } } : {}
  const where = { teamId, once: list === 'done' ? null : { not: null }, ...older }
  const rows = await prisma.auditEntry.findMany({ where, orderBy: { id: 'desc' }, take: page + 1 })
  const shown = rows.slice(0, page)
  const ids = [...new Set(shown.flatMap(({ userId }) => userId ?? []))]
  const people = await prisma.user.findMany({ where: { id: { in: ids } }, select: { id: true, email: true } })
  const names = new Map(people.map(({ id, email }) => [id, email]))
  return {
    entries: shown.map(({ id, action, subject, userId, details, at }) => ({
      ...{ id, action, subject, at, by: names.get(userId ?? '') ?? null, mailId: mailIn(details) },
    })),
    older: rows.length > page ? (shown.at(-1)?.id ?? null) : null,
  }
}

const mailIn = (details: unknown): string | null => {
  const { mailId } = (details ?? {}) as { mailId?: unknown }
  return typeof mailId === 'string' ? mailId : null
}
