/** Who did what in a team. Entries stay as long as the team, and are never changed. */
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
  at: Date
}

const longestSubject = 200

/** Notes one entry. Pass the transaction in which the thing itself is done: either both are so, or neither. */
export async function note({ teamId, userId, action, subject = '', details }: AuditEntryToNote, db: Db = prisma): Promise<void> {
  const data = { id: newId(), teamId, userId, action, subject: storable(subject).slice(0, longestSubject) }
  await db.auditEntry.create({ data: { ...data, ...(details && { details: storable(details) }) } })
}

const page = 50

/** The entries of a team, newest first. `before`: only those older than the entry with this id. One more than a page tells that there are older. */
export async function auditOf({
  teamId,
  before,
}: {
  teamId: string
  before?: string
}): Promise<{ entries: AuditEntryView[]; older: string | null }> {
  const older = before !== undefined && isId(before) ? { id: { lt: before } } : {}
  const rows = await prisma.auditEntry.findMany({ where: { teamId, ...older }, orderBy: { id: 'desc' }, take: page + 1 })
  const shown = rows.slice(0, page)
  const ids = [...new Set(shown.flatMap(({ userId }) => userId ?? []))]
  const people = await prisma.user.findMany({ where: { id: { in: ids } }, select: { id: true, email: true } })
  const names = new Map(people.map(({ id, email }) => [id, email]))
  return {
    entries: shown.map(({ id, action, subject, userId, at }) => ({
      id,
      action,
      subject,
      at,
      by: names.get(userId ?? '') ?? null,
    })),
    older: rows.length > page ? (shown.at(-1)?.id ?? null) : null,
  }
}
