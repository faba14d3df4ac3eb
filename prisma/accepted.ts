/** Findings that a team lives with: they stay in report and score, and leave alerts. They return when their code changes. */
import { prisma } from './client.ts'
import { restate } from './domain-state.ts'
import { isId, newId } from './id.ts'
import { storable } from './text.ts'

export interface AcceptedView {
  id: string
  domain: string
  checkId: string
  code: string
  reason: string
  userId: string | null
  /** Name or e-mail address of who accepted it; null when that account is gone. */
  by: string | null
  createdAt: Date
  until: Date | null
}

export interface ToAccept {
  teamId: string
  domain: string
  checkId: string
  code: string
  reason: string
  userId: string | null
  until: Date | null
}

export const longestReason = 300

/** Accepts a finding; who accepted it before is forgotten. An alert that is open about it is over, and what waits to be told of it is not told. */
export async function acceptFinding({ teamId, domain, checkId, code, reason: given, userId, until }: ToAccept): Promise<void> {
  const now = new Date()
  const key = { teamId, domain, checkId }
  const reason = storable(given.slice(0, longestReason))
  const data = { code, reason, userId, until, createdAt: now }
  await prisma.$transaction(async (db) => {
    await db.accepted.upsert({ where: { teamId_domain_checkId: key }, create: { id: newId(), ...key, ...data }, update: data })
    const over = await db.alert.updateManyAndReturn({
      where: { teamId, subject: domain, checkId, code, recoveredAt: null },
      data: { recoveredAt: now },
      select: { id: true },
    })
    const alertId = { in: over.map(({ id }) => id) }
    await db.delivery.updateMany({ where: { alertId, status: 'waiting' }, data: { status: 'skipped', nextAttemptAt: null } })
  })
  await restate({ teamId, domain, now })
}

/** Takes it back: it is told again by the next look. False when it is not there. */
export async function unacceptFinding({ teamId, domain, id }: { teamId: string; domain: string; id: string }): Promise<boolean> {
  if (!isId(id)) return false
  const { count } = await prisma.accepted.deleteMany({ where: { teamId, domain, id } })
  if (count > 0) await restate({ teamId, domain, now: new Date() })
  return count > 0
}

/** What a team accepts of a domain at this moment, newest first. */
export async function acceptedOf({
  teamId,
  domain,
  now = new Date(),
}: {
  teamId: string
  domain: string
  now?: Date
}): Promise<AcceptedView[]> {
  const rows = await prisma.accepted.findMany({
    where: { teamId, domain, OR: [{ until: null }, { until: { gt: now } }] },
    orderBy: { createdAt: 'desc' },
    omit: { teamId: true },
  })
  const ids = rows.flatMap(({ userId }) => userId ?? [])
  const people = await prisma.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true, email: true } })
  const names = new Map(people.map(({ id, name, email }) => [id, name || email]))
  return rows.map((row) => ({ ...row, by: names.get(row.userId ?? '') ?? null }))
}
