/**
 * Scans: looks at a domain, an address, the ports of a host (a probe), or once more at a mail, each asked for by a team and kept with its
 * report for as long as the team keeps things.
 */
import type { Report, ReportRecordChange } from '#checks/report.ts'
import { prisma } from './client.ts'
import { Prisma } from './generated/client.ts'
import { isId, newId } from './id.ts'
import { daysMs, keepingOf } from './kept-days.ts'
import { inReach } from './reach.ts'
import { deleteSharesOf } from './share.ts'
import { storable } from './text.ts'

export type ScanStatus = 'asked' | 'running' | 'reported' | 'failed'
export type ScanKind = 'domain' | 'address' | 'mail' | 'host'

/** What is asked of a host. */
export interface ProbeOptions {
  /** The usual seven when not given. */
  ports?: number[]
  /** An address to be named to the server, never mailed. */
  rcptTo?: string
  /** The subject is a domain, and all its mail servers are looked at, in their order. */
  mx?: true
  /** The domain whose mail server it is. */
  domain?: string
  /** Asked for by somebody without an account: port 25 only, unless the host is proved to be theirs. */
  visitor?: true
}

export interface ScanView {
  id: string
  teamId: string
  projectId: string | null
  kind: ScanKind
  /** A domain or host (A-labels, lower case, no final dot) or an IP address; of a mail its From domain. */
  subject: string
  /** Of kind `mail`. */
  mailId: string | null
  /** Records laid over the live DNS: then this scan is a rehearsal. */
  changes: ReportRecordChange[] | null
  /** The scan that a rehearsal is compared with. */
  basedOn: string | null
  /** DKIM selectors named by hand. */
  selectors: string[]
  /** Of a host. */
  options: ProbeOptions
  status: ScanStatus
  requestedAt: Date
  finishedAt: Date | null
  keptUntil: Date
  attempts: number
  nextAttemptAt: Date | null
  failure: string | null
  score: number | null
  headline: Report['headline'] | null
  warnings: number
  problems: number
}

/** What a team wants to know: the fields of a scan that whoever asks decides. */
export interface ScanToCreate {
  teamId: string
  projectId?: string | null
  subject: string
  kind?: ScanKind
  mailId?: string
  changes?: ReportRecordChange[]
  basedOn?: string
  selectors?: string[]
  options?: ProbeOptions
}

/** Notes that a team wants to know about a domain (the kind when none is given), an address, or a mail. */
export async function createScan({ teamId, subject, kind = 'domain', ...more }: ScanToCreate): Promise<ScanView> {
  const { changes, options, ...rest } = more
  const now = Date.now()
  const { days } = await keepingOf({ teamId })
  const keptUntil = new Date(now + daysMs(days))
  const times = { requestedAt: new Date(now), keptUntil }
  const documents = { ...(changes && { changes: storable(changes) }), ...(options && { options: { ...options } }) }
  return view(await prisma.scan.create({ data: { id: newId(now), teamId, kind, subject, ...times, ...rest, ...documents } }))
}

/** One scan. Null for an id that is malformed or unknown, and for a scan that is no longer kept. */
export async function scanById(id: string): Promise<(ScanView & { teamKind: 'anonymous' | 'personal' | 'team' }) | null> {
  if (!isId(id)) return null
  const row = await prisma.scan.findUnique({ where: { id } })
  if (!row || row.keptUntil <= new Date()) return null
  const team = await prisma.team.findUnique({ where: { id: row.teamId }, select: { kind: true } })
  return team && { ...view(row), teamKind: team.kind }
}

/** A team's scans of a domain or an address, newest first, without rehearsals. `projects`: only of these; null for all. `since`: only those asked for from then on. */
export async function scansOf({
  teamId,
  projects = null,
  kind = 'domain',
  subject,
  since,
  take = 10,
}: {
  teamId: string
  projects?: string[] | null
  kind?: 'domain' | 'address' | 'host'
  subject: string
  since?: Date
  take?: number
}): Promise<ScanView[]> {
  const rows = await prisma.scan.findMany({
    where: {
      ...inReach({ teamId, projects }),
      ...{ kind, subject, keptUntil: { gt: new Date() }, changes: { equals: Prisma.DbNull } },
      ...(since ? { requestedAt: { gte: since } } : {}),
    },
    orderBy: { id: 'desc' },
    take,
  })
  return rows.map(view)
}

/** The scans with these ids, newest first. Whoever asks has made sure that they are the team's. */
export async function scansByIds(ids: string[]): Promise<ScanView[]> {
  return (await prisma.scan.findMany({ where: { id: { in: ids } }, orderBy: { id: 'desc' } })).map(view)
}

/** Notes that a scan has begun. False when it is gone or already has its report, and for what is no id. */
export async function startScan({ scanId }: { scanId: string }): Promise<boolean> {
  // As in startAnalysis: a job that lost its data must not begin them all.
  if (!isId(scanId)) return false
  const { count } = await prisma.scan.updateMany({
    where: { id: scanId, status: { not: 'reported' } },
    data: { status: 'running', attempts: { increment: 1 } },
  })
  return count > 0
}

/** Notes that a scan that has begun must wait for its turn after all: that was no attempt. */
export async function postponeScan({ scanId }: { scanId: string }): Promise<void> {
  await prisma.scan.updateMany({
    where: { id: scanId, status: 'running' },
    data: { status: 'asked', attempts: { decrement: 1 } },
  })
}

/** Notes that an attempt stopped, why (words for people), and when the next is due; null when there is none. */
export async function failScan({
  scanId,
  failure,
  nextAttemptAt,
}: {
  scanId: string
  failure: string
  nextAttemptAt: Date | null
}): Promise<void> {
  await prisma.scan.updateMany({
    where: { id: scanId, status: { not: 'reported' } },
    data: { status: 'failed', failure, nextAttemptAt, finishedAt: nextAttemptAt ? null : new Date() },
  })
}

const mailsRemembered = 50

/**
 * What a team's mails tell of a domain that they are proven to be from (DMARC passed): has it been seen sending, and with which DKIM
 * selectors? Of the newest mails only.
 */
export async function seenSending({
  teamId,
  domain,
}: {
  teamId: string
  domain: string
}): Promise<{ sends: boolean; selectors: { domain: string; selector: string }[] }> {
  const rows = await prisma.$queryRaw<{ selectors: { domain: string; selector: string; result: string }[] }[]>`
    SELECT document->'authentication'->'dkim' AS selectors
    FROM (
      SELECT id FROM "Mail" WHERE "teamId" = ${teamId}::uuid AND "fromDomain" = ${domain} AND status = 'reported'
      ORDER BY id DESC LIMIT ${mailsRemembered}
    ) AS mail
    JOIN "Report" AS report ON report."mailId" = mail.id
    WHERE document->'authentication'->'dmarc'->>'result' = 'pass'`
  const own = rows
    .flatMap(({ selectors }) => selectors)
    .filter((one) => one.result === 'pass' && `.${one.domain}`.endsWith(`.${domain}`))
  const distinct = new Map(own.map((one) => [`${one.selector} ${one.domain}`, { domain: one.domain, selector: one.selector }]))
  return { sends: rows.length > 0, selectors: [...distinct.values()] }
}

/** Deletes one scan with its report. */
export async function deleteScan({ id, teamId }: { id: string; teamId: string }): Promise<void> {
  await deleteScans({ id, teamId }, 1)
}

/** Deletes scans whose time is over, oldest first, at most `take`; of one team only, when given. Returns how many went. */
export async function deleteExpiredScans({ now, take, teamId }: { now: Date; take: number; teamId?: string }): Promise<number> {
  return deleteScans({ keptUntil: { lte: now }, ...(teamId && { teamId }) }, take)
}

/** Deletes scans of a team, `take` at most. Returns how many went. */
export const deleteScansOfTeam = ({ teamId, take }: { teamId: string; take: number }): Promise<number> =>
  deleteScans({ teamId }, take)

async function deleteScans(where: Prisma.ScanWhereInput, take: number): Promise<number> {
  return prisma.$transaction(async (db) => {
    const scans = await db.scan.findMany({ where, orderBy: { keptUntil: 'asc' }, take, select: { id: true } })
    await deleteScansById(
      db,
      scans.map(({ id }) => id),
    )
    return scans.length
  })
}

/** Deletes what these mails were judged again for. What a report says of a mail must not outlive it. */
export async function deleteScansOfMails(db: Prisma.TransactionClient, mailIds: string[]): Promise<void> {
  const scans = await db.scan.findMany({ where: { mailId: { in: mailIds } }, select: { id: true } })
  await deleteScansById(
    db,
    scans.map(({ id }) => id),
  )
}

async function deleteScansById(db: Prisma.TransactionClient, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await db.scan.deleteMany({ where: { id: { in: ids } } })
  await db.finding.deleteMany({ where: { scanId: { in: ids } } })
  await db.report.deleteMany({ where: { scanId: { in: ids } } })
  await db.bounce.deleteMany({ where: { mailId: { in: ids }, source: 'probe' } })
  await deleteSharesOf(db, { scanIds: ids })
}

/**
 * Scans that wait for their report, fair between teams as `waitingMails`; those of hosts, or all others. Those younger than `settledBefore`
 * are left to the hint that was sent when they were asked for; one that failed for good does not wait.
 */
export async function waitingScans({
  hosts,
  settledBefore,
  take,
}: {
  hosts: boolean
  settledBefore: Date
  take: number
}): Promise<{ id: string }[]> {
  return prisma.$queryRaw`
    SELECT id FROM (
      SELECT id, row_number() OVER (PARTITION BY "teamId" ORDER BY id) AS turn
      FROM "Scan"
      WHERE status <> 'reported' AND "requestedAt" < ${settledBefore} AND (status <> 'failed' OR "nextAttemptAt" <= now())
        AND (kind = 'host') = ${hosts}
    ) AS waiting
    ORDER BY turn, id
    LIMIT ${take}`
}

function view({ headline, changes, options, ...row }: Prisma.ScanGetPayload<object>): ScanView {
  return {
    ...row,
    headline: headline as ScanView['headline'],
    changes: changes as unknown as ScanView['changes'],
    options: (options ?? {}) as ProbeOptions,
  }
}
