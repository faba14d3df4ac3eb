/** Reports: immutable, one per mail and analysis or per scan, saved together with the finding rows and counts that lists and charts read. */
import type { Report } from '#checks/report.ts'
import { prisma } from './client.ts'
import { allDomains, countedAs } from './counted-as.ts'
import type { Prisma as PrismaTypes } from './generated/client.ts'
import { newId, reportId } from './id.ts'
import { stripReported } from './keeps.ts'
import { countMail } from './mail-day.ts'
import { storable } from './text.ts'

export interface Bounced {
  recipient: string
  status: string
  replyCode: number | null
  diagnostic: string
  /** What it means: `hard`, `mailbox-unknown`, `gmail`, `gmail-unknown`. */
  class: string
  label: string
  provider: string
  rule: string
}

export interface ReportToSave {
  mail: { id: string; teamId: string; receivedAt: Date }
  analysis: number
  report: Report
  /** What the mail says of itself, for lists. */
  seen: { subjectHeader: string; fromHeader: string; fromDomain: string; messageId: string }
  bounces: Bounced[]
  /** How long the mail was under way, in milliseconds; null where that is not known. */
  delay?: number | null
}

/**
 * Saves a report with its findings, counts and bounces in one transaction. First writer wins: false when this analysis already has
 * its report (a job may be delivered twice) or the mail was deleted meanwhile; then nothing is written.
 */
export async function saveReport({
  mail: judged,
  analysis,
  report,
  seen,
  bounces,
  delay = null,
}: ReportToSave): Promise<boolean> {
  const id = reportId(judged.id, analysis)
  const document = storable(report)
  return prisma.$transaction(async (db) => {
    const [owned] = await db.mail.updateManyAndReturn({
      where: { id: judged.id, analysis, status: { not: 'reported' } },
      data: {
        ...storable(seen),
        ...forLists(document),
        status: 'reported',
      },
      select: { teamId: true, projectId: true, rawId: true, source: true },
    })
    if (!owned) return false
    // Whose it is now: it may have been claimed while it was judged.
    const mail = { ...judged, ...owned }
    const domain = storable(seen.fromDomain)
    await saveDocument(db, { of: { mailId: mail.id }, id, teamId: mail.teamId, analysis, document })
    await saveFindings(db, { of: { mailId: mail.id }, id, teamId: mail.teamId, report, domain, at: mail.receivedAt })
    // What an application wrote into its sandbox was never on its way: it says nothing of what arrives.
    if (mail.source !== 'submission') {
      const counted = { report, domain: countedAs(domain) }
      await countOutcomes(db, { mail, ...counted })
      // A mail that is judged again is not one more.
      if (analysis === 1) await countMail(db, { ...mail, ...counted, at: mail.receivedAt, delay })
    }
    await db.bounce.createMany({
      data: bounces.map((bounce) => ({
        ...storable(bounce),
        recipient: storable(bounce.recipient).slice(0, longestAddress),
        id: newId(),
        teamId: mail.teamId,
        projectId: mail.projectId,
        mailId: mail.id,
        at: mail.receivedAt,
      })),
      skipDuplicates: true,
    })
    await stripReported(db, mail)
    return true
  })
}

/** Characters of an address (RFC 5321 §4.5.3.1): a longer one names nobody, and would be in no index. */
const longestAddress = 320

/** A scan is never repeated, so its report is of its only analysis. */
const onlyAnalysis = 1

/**
 * Saves the report of a scan with its findings in one transaction. First writer wins, as with mails. The hourly counts stay the history of
 * a team's mails: a domain looked at ten times in a row would drown them.
 */
export async function saveScanReport({
  scan,
  report,
}: {
  scan: { id: string; teamId: string; subject: string; requestedAt: Date }
  report: Report
}): Promise<boolean> {
  const { id: scanId, subject: domain, requestedAt: at } = scan
  const id = reportId(scanId, onlyAnalysis)
  const document = storable(report)
  return prisma.$transaction(async (db) => {
    const [owned] = await db.scan.updateManyAndReturn({
      where: { id: scanId, status: { not: 'reported' } },
      data: { ...forLists(document), status: 'reported', finishedAt: new Date() },
      select: { teamId: true },
    })
    if (!owned) return false
    const { teamId } = owned
    await saveDocument(db, { of: { scanId }, id, teamId, analysis: onlyAnalysis, document })
    await saveFindings(db, { of: { scanId }, id, teamId, report, domain, at })
    return true
  })
}

/** The report of a scan. Null when there is none (yet). */
export async function reportOfScan({ scanId }: { scanId: string }): Promise<Report | null> {
  const row = await prisma.report.findUnique({ where: { id: reportId(scanId, onlyAnalysis) }, select: { document: true } })
  return row && (row.document as Report)
}

/** The report of a mail: of one analysis, or the newest. Null when there is none (yet). */
export async function reportOfMail({ mailId, analysis }: { mailId: string; analysis?: number }): Promise<Report | null> {
  const row = await prisma.report.findFirst({
    where: { mailId, ...(analysis === undefined ? {} : { id: reportId(mailId, analysis) }) },
    orderBy: { analysis: 'desc' },
    select: { document: true },
  })
  return row && (row.document as Report)
}

/** An analysis of a mail that has its report. */
export interface AnalysisView {
  analysis: number
  createdAt: Date
  score: number | null
}

/** The analyses of a mail that have their report, newest first; at most the newest fifty. */
export async function analysesOfMail({ mailId }: { mailId: string }): Promise<AnalysisView[]> {
  return prisma.report.findMany({
    where: { mailId },
    orderBy: { analysis: 'desc' },
    take: 50,
    select: { analysis: true, createdAt: true, score: true },
  })
}

/** What the receivers make of it repeats the other findings, and what a bounce tells is about another mail. */
const aboutItself = ({ section }: Report['findings'][number]): boolean => section !== 'receivers' && section !== 'bounce'

/** What a row says of its report once it has one. */
function forLists({ score, headline, findings }: Report) {
  const own = findings.filter(aboutItself)
  const warnings = own.filter(({ verdict }) => verdict === 'warn').length
  const problems = own.filter(({ verdict }) => verdict === 'fail').length
  return { failure: null, nextAttemptAt: null, score, headline, warnings, problems }
}

/** A report as its row, and what it is about. */
interface Owned {
  of: { mailId: string } | { scanId: string }
  id: string
  teamId: string
}

async function saveDocument(
  db: PrismaTypes.TransactionClient,
  { of, id, teamId, analysis, document }: Owned & { analysis: number; document: Report },
): Promise<void> {
  const { rubric, score, coverage } = document
  await db.report.create({
    data: { ...of, id, teamId, analysis, rubric, score, coverage, document: document as PrismaTypes.InputJsonObject },
  })
}

type Writing = { mail: ReportToSave['mail']; report: Report; domain: string }

async function saveFindings(
  db: PrismaTypes.TransactionClient,
  { of, id, teamId, report, domain, at }: Owned & { report: Report; domain: string; at: Date },
): Promise<void> {
  await db.finding.createMany({
    data: report.findings
      .filter(({ verdict }) => verdict === 'warn' || verdict === 'fail' || verdict === 'unknown')
      .map(({ id: checkId, code, verdict }) => ({
        ...of,
        id: newId(at.getTime()),
        reportId: id,
        teamId,
        domain,
        checkId,
        code,
        verdict,
        createdAt: at,
      })),
  })
}

/** One upsert for all outcomes, in key order: two reports of one team at the same time must not lock each other in a circle. */
async function countOutcomes(db: PrismaTypes.TransactionClient, { mail, report, domain }: Writing): Promise<void> {
  const hour = new Date(Math.floor(mail.receivedAt.getTime() / 3_600_000) * 3_600_000)
  const own = report.findings.filter(aboutItself)
  const counted = own.filter(({ verdict }) => verdict !== 'info').sort((a, b) => (a.id < b.id ? -1 : 1))
  await db.$executeRaw`
    INSERT INTO "CheckCount" ("teamId", domain, "checkId", code, verdict, hour, count)
    SELECT ${mail.teamId}::uuid, ${domain}, checks.id, checks.code, checks.verdict, ${hour}, 1
    FROM unnest(${counted.map(({ id }) => id)}::text[], ${counted.map(({ code }) => code)}::text[],
                ${counted.map(({ verdict }) => verdict)}::text[]) AS checks(id, code, verdict)
    ON CONFLICT ("teamId", hour, domain, "checkId", code, verdict) DO UPDATE SET count = "CheckCount".count + 1`
  await db.$executeRaw`
    INSERT INTO "DayCount" ("teamId", domain, "checkId", verdict, day, count)
    SELECT ${mail.teamId}::uuid, domain, checks.id, checks.verdict, (${hour}::timestamptz AT TIME ZONE 'UTC')::date, count(*)
    FROM unnest(${counted.map(({ id }) => id)}::text[], ${counted.map(({ verdict }) => verdict)}::text[]) AS checks(id, verdict),
      unnest(${[allDomains, domain]}::text[]) AS domain
    GROUP BY domain, checks.id, checks.verdict ORDER BY domain, checks.id, checks.verdict
    ON CONFLICT ("teamId", day, domain, "checkId", verdict) DO UPDATE SET count = "DayCount".count + excluded.count`
}
