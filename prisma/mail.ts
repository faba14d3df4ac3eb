/** Mails: what arrived, one row per transaction and address. The octets stand apart in MailRaw and are read only by these two functions. */
import type { Report, Terms } from '#checks/report.ts'
import { prisma } from './client.ts'
import type { Prisma as PrismaTypes } from './generated/client.ts'
import { isId, leastId, newId } from './id.ts'
import type { Keeps } from './keeps.ts'
import { daysMs, keepingFor } from './kept-days.ts'
import { takeOutEverywhere } from './mailbox.ts'
import { inReach } from './reach.ts'
import { deleteScansOfMails } from './scan.ts'
import { deleteSessionsWithoutMail } from './session-removal.ts'
import { deleteSharesOf } from './share.ts'
import { storable } from './text.ts'

export type Headline = Report['headline']
export type MailStatus = 'stored' | 'analysing' | 'reported' | 'failed'

export interface MailView {
  id: string
  addressId: string
  teamId: string
  /** Of its address when it came. */
  projectId: string | null
  source: 'smtp' | 'lmtp' | 'file' | 'submission'
  /** Null of a file. */
  sessionId: string | null
  transaction: number
  receivedAt: Date
  mailFrom: string
  recipient: string
  /** Of a mail in the sandbox all, in their order; empty of any other. */
  recipients: string[]
  label: string | null
  /** Octets as they came. */
  size: number
  /** What is left of it. */
  kept: Keeps
  status: MailStatus
  analysis: number
  attempts: number
  nextAttemptAt: Date | null
  failure: string | null
  subjectHeader: string | null
  fromHeader: string | null
  fromDomain: string | null
  messageId: string | null
  /** What the reader decided for the newest analysis. */
  terms: Terms | null
  score: number | null
  headline: Headline | null
  warnings: number
  problems: number
  peerAddress: string
  helo: string
  extended: boolean
  tlsVersion: string | null
  tlsCipher: string | null
  tlsOffered: string
}

const page = 50

/** The mails of an address, newest first unless asked otherwise. `after`: only those newer than the mail with this id. */
export async function mailsOfAddress({
  addressId,
  after,
  take = page,
  oldestFirst = false,
}: {
  addressId: string
  after?: string
  take?: number
  oldestFirst?: boolean
}): Promise<MailView[]> {
  if (after !== undefined && !isId(after)) return []
  const rows = await prisma.mail.findMany({
    where: { addressId, ...(after ? { id: { gt: after } } : {}) },
    orderBy: { id: oldestFirst ? 'asc' : 'desc' },
    take,
  })
  return rows.map(view)
}

/** The newest mails of a team, without what is in the sandbox. `projects`: only of these; null for all. */
export async function mailsOfTeam({
  teamId,
  projects = null,
  take = page,
}: {
  teamId: string
  projects?: string[] | null
  take?: number
}): Promise<MailView[]> {
  const where = { ...inReach({ teamId, projects }), source: { not: 'submission' as const } }
  return (await prisma.mail.findMany({ where, orderBy: { id: 'desc' }, take })).map(view)
}

/** The mails with these ids, newest first. Whoever asks has made sure that they are the team's. */
export async function mailsByIds(ids: string[]): Promise<MailView[]> {
  return (await prisma.mail.findMany({ where: { id: { in: ids } }, orderBy: { id: 'desc' } })).map(view)
}

/** A mail with whose it is, and until when it is kept. */
export interface MailOfTeam extends MailView {
  teamKind: 'anonymous' | 'personal' | 'team'
  keptUntil: Date
}

/** One mail. Null for an id that is malformed or unknown, and for a mail whose address is gone. */
export async function mailById(id: string): Promise<MailOfTeam | null> {
  if (!isId(id)) return null
  const row = await prisma.mail.findUnique({ where: { id } })
  if (!row) return null
  const address = await prisma.address.findFirst({
    where: { id: row.addressId, keptUntil: { gt: new Date() } },
    select: { keptUntil: true, team: { select: { kind: true, retentionDays: true } } },
  })
  if (!address) return null
  const { days, each } = keepingFor(address.team)
  const own = each ? row.receivedAt.getTime() + daysMs(days) : Number.POSITIVE_INFINITY
  const keptUntil = new Date(Math.min(address.keptUntil.getTime(), own))
  return { ...view(row), teamKind: address.team.kind, keptUntil }
}

/** How many mails came since then, by status. */
export async function mailCounts({ since }: { since: Date }): Promise<Record<MailStatus, number>> {
  const rows = await prisma.mail.groupBy({ by: ['status'], where: { id: { gte: newId(since.getTime()) } }, _count: true })
  const counts = { stored: 0, analysing: 0, reported: 0, failed: 0 }
  for (const { status, _count } of rows) counts[status] = _count
  return counts
}

/** The octets of a mail as received. Null when the mail is gone. */
export async function mailRaw({ mailId }: { mailId: string }): Promise<Buffer | null> {
  if (!isId(mailId)) return null
  const mail = await prisma.mail.findUnique({ where: { id: mailId }, select: { rawId: true } })
  const raw = mail && (await prisma.mailRaw.findUnique({ where: { id: mail.rawId }, select: { bytes: true } }))
  return raw && Buffer.from(raw.bytes.buffer, raw.bytes.byteOffset, raw.bytes.byteLength)
}

/**
 * Did another mail of the team come with this Message-ID, from somebody else or about something else? The same mail sent to two addresses is
 * one mail.
 */
export async function isMessageIdSeen({ id, teamId, messageId, ...said }: SameMail): Promise<boolean> {
  if (messageId === '') return false
  const { subjectHeader, fromHeader } = said
  const other = { OR: [{ subjectHeader: { not: subjectHeader } }, { fromHeader: { not: fromHeader } }] }
  const where = storable({ teamId, messageId, id: { not: id }, ...other })
  const found = await prisma.mail.findFirst({ where, select: { id: true } })
  return found !== null
}

interface SameMail {
  id: string
  teamId: string
  messageId: string
  subjectHeader: string
  fromHeader: string
}

/** Notes that an analysis has begun. False when the mail is gone or already has the report of this analysis, and for what is no id. */
export async function startAnalysis({ mailId, analysis }: { mailId: string; analysis: number }): Promise<boolean> {
  // A job that lost its data has none; Prisma takes `undefined` for "any", and this would begin them all.
  if (!isId(mailId)) return false
  const { count } = await prisma.mail.updateMany({
    where: { id: mailId, analysis, status: { not: 'reported' } },
    data: { status: 'analysing', attempts: { increment: 1 } },
  })
  return count > 0
}

/** Notes that an attempt stopped, why (words for people), and when the next is due. */
export async function failAnalysis({
  mailId,
  analysis,
  failure,
  nextAttemptAt,
}: {
  mailId: string
  analysis: number
  failure: string
  nextAttemptAt: Date
}): Promise<void> {
  await prisma.mail.updateMany({
    where: { id: mailId, analysis, status: { not: 'reported' } },
    data: { status: 'failed', failure, nextAttemptAt },
  })
}

/** A report younger than this says what a new one would say. */
const freshSeconds = 30
/** After so many analyses of one mail, what its reader decides anew waits for the report of before to grow older, too. */
const mostDecisions = 50

/**
 * Asks for one more analysis of a mail. Returns its number; null when there is no such mail, when not all of it is kept, or its report is only seconds old: each
 * analysis asks the world up to hundreds of questions. Reports of before stay. A mail still on its way to its report gets no second
 * one: the same analysis is tried now.
 *
 * `terms`: what the reader decided for this and later analyses. Where they are news, the report of before is not too young, and an analysis
 * that is under way with the old ones is given up. Without them those of before hold, but what may be fetched is asked each time anew.
 */
export async function requestNewAnalysis({
  mailId,
  teamId,
  terms,
}: {
  mailId: string
  teamId: string
  terms?: Terms
}): Promise<number | null> {
  const decided = terms === undefined ? null : JSON.stringify(terms)
  const [row] = await prisma.$queryRaw<{ analysis: number }[]>`
    UPDATE "Mail" AS mail
    SET analysis = analysis + CASE WHEN status = 'reported' OR terms IS DISTINCT FROM coalesce(${decided}::jsonb, terms) THEN 1 ELSE 0 END,
        terms = coalesce(${decided}::jsonb, CASE WHEN status = 'reported' THEN terms - 'links' - 'images' ELSE terms END),
        status = 'stored', attempts = 0, "nextAttemptAt" = NULL, failure = NULL
    WHERE id = ${mailId}::uuid AND "teamId" = ${teamId}::uuid AND kept = 'everything' AND (
      (terms IS DISTINCT FROM coalesce(${decided}::jsonb, terms) AND analysis < ${mostDecisions}) OR NOT EXISTS (
      SELECT FROM "Report"
      WHERE "mailId" = mail.id AND analysis = mail.analysis AND "createdAt" > now() - make_interval(secs => ${freshSeconds})
    ))
    RETURNING analysis`
  return row?.analysis ?? null
}

/** Deletes one mail with its reports; the octets too when no other mail of the transaction needs them. */
export async function deleteMail({ id, teamId }: { id: string; teamId: string }): Promise<void> {
  await deleteMails({ id, teamId }, 1)
}

/** Deletes these mails with their reports. */
export async function deleteMailsOf({ ids, teamId }: { ids: string[]; teamId: string }): Promise<void> {
  await deleteMails({ id: { in: ids }, teamId }, ids.length)
}

/** Deletes all mails of an address, in small batches. Returns how many went. */
export async function deleteMailsOfAddress({ addressId, teamId }: { addressId: string; teamId: string }): Promise<number> {
  let deleted = 0
  for (;;) {
    const count = await deleteMails({ addressId, teamId }, 100)
    deleted += count
    if (count < 100) return deleted
  }
}

/** Deletes mails of a team, `take` at most. Returns how many went. */
export const deleteMailsOfTeam = ({ teamId, take }: { teamId: string; take: number }): Promise<number> =>
  deleteMails({ teamId }, take)

/** Deletes mails of a team that came before a moment, `take` at most. Returns how many went. */
export const deleteMailsBefore = ({ teamId, before, take }: { teamId: string; before: Date; take: number }): Promise<number> =>
  deleteMails({ teamId, id: { lt: leastId(before.getTime()) } }, take)

/**
 * Deletes mails that were on their way in while their address was deleted. Looks at ids from `since` on. Returns how many went.
 */
export async function deleteMailsWithoutAddress({ since }: { since: Date }): Promise<number> {
  const orphans = await prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Mail" AS mail
    WHERE id >= ${newId(since.getTime())}::uuid AND NOT EXISTS (SELECT FROM "Address" WHERE id = mail."addressId")
    LIMIT 100`
  return deleteMails({ id: { in: orphans.map((mail) => mail.id) } }, 100)
}

async function deleteMails(where: PrismaTypes.MailWhereInput, take: number): Promise<number> {
  return prisma.$transaction(async (db) => {
    const mails = await db.mail.findMany({ where, take, select: { id: true, rawId: true, sessionId: true } })
    const ids = mails.map((mail) => mail.id)
    if (ids.length === 0) return 0
    await db.mail.deleteMany({ where: { id: { in: ids } } })
    await takeOutEverywhere(db, ids)
    const rawIds = mails.map((mail) => mail.rawId)
    const stillNeeded = await db.mail.findMany({ where: { rawId: { in: rawIds } }, select: { rawId: true } })
    const kept = new Set(stillNeeded.map((mail) => mail.rawId))
    await db.mailRaw.deleteMany({ where: { id: { in: rawIds.filter((id) => !kept.has(id)) } } })
    await db.finding.deleteMany({ where: { mailId: { in: ids } } })
    await db.report.deleteMany({ where: { mailId: { in: ids } } })
    await db.bounce.deleteMany({ where: { mailId: { in: ids } } })
    await deleteSharesOf(db, { mailIds: ids })
    await deleteScansOfMails(db, ids)
    await deleteSessionsWithoutMail(
      db,
      mails.flatMap(({ sessionId }) => sessionId ?? []),
    )
    return ids.length
  })
}

/**
 * Mail that waits for its report, fair between teams (each team's oldest first, the teams in turn) and oldest first within that.
 * Mails younger than `settledBefore` are left to the hint that the receiver sent.
 */
export async function waitingMails({
  settledBefore,
  take,
}: {
  settledBefore: Date
  take: number
}): Promise<{ id: string; analysis: number }[]> {
  return prisma.$queryRaw`
    SELECT id, analysis FROM (
      SELECT id, analysis, row_number() OVER (PARTITION BY "teamId" ORDER BY id) AS turn
      FROM "Mail"
      WHERE status <> 'reported' AND "receivedAt" < ${settledBefore} AND ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= now())
    ) AS waiting
    ORDER BY turn, id
    LIMIT ${take}`
}

function view({ headline, rawId: _rawId, terms, kept, ...row }: PrismaTypes.MailGetPayload<object>): MailView {
  return { ...row, kept: kept as Keeps, headline: headline as Headline | null, terms: terms as Terms | null }
}
