/** Reports: immutable, one per mail and analysis, saved together with the finding rows and counts that lists and charts read. */
import type { Report } from '#checks/report.ts'
import { prisma } from './client.ts'
import type { Prisma as PrismaTypes } from './generated/client.ts'
import { newId, reportId } from './id.ts'
import { storable } from './text.ts'

export interface Bounced {
  recipient: string
  status: string
  replyCode: number | null
  diagnostic: string
}

export interface ReportToSave {
  mail: { id: string; teamId: string; receivedAt: Date }
  analysis: number
  report: Report
  /** What the mail says of itself, for lists. */
  seen: { subjectHeader: string; fromHeader: string; fromDomain: string }
  bounces: Bounced[]
}

/**
 * Saves a report with its findings, counts and bounces in one transaction. First writer wins: false when this analysis already has
 * its report (a job may be delivered twice) or the mail was deleted meanwhile; then nothing is written.
 */
export async function saveReport({ mail, analysis, report, seen, bounces }: ReportToSave): Promise<boolean> {
  const id = reportId(mail.id, analysis)
  const document = storable(report)
  return prisma.$transaction(async (db) => {
    const { count } = await db.mail.updateMany({
      where: { id: mail.id, analysis, status: { not: 'reported' } },
      data: {
        ...storable(seen),
        status: 'reported',
        failure: null,
        nextAttemptAt: null,
        score: report.score,
        headline: document.headline,
        warnings: report.findings.filter((finding) => finding.verdict === 'warn').length,
        problems: report.findings.filter((finding) => finding.verdict === 'fail').length,
      },
    })
    if (count === 0) return false
    await db.report.create({
      data: {
        id,
        mailId: mail.id,
        teamId: mail.teamId,
        analysis,
        rubric: report.rubric,
        score: report.score,
        coverage: report.coverage,
        document: document as PrismaTypes.InputJsonObject,
      },
    })
    const domain = storable(seen.fromDomain)
    await saveFindings(db, { id, mail, report, domain })
    await countOutcomes(db, { mail, report, domain })
    await db.bounce.createMany({
      data: bounces.map((bounce) => ({ ...storable(bounce), id: newId(), teamId: mail.teamId, mailId: mail.id, at: mail.receivedAt })),
      skipDuplicates: true,
    })
    return true
  })
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

type Writing = { mail: ReportToSave['mail']; report: Report; domain: string }

async function saveFindings(db: PrismaTypes.TransactionClient, { id, mail, report, domain }: Writing & { id: string }): Promise<void> {
  await db.finding.createMany({
    data: report.findings
      .filter(({ verdict }) => verdict === 'warn' || verdict === 'fail' || verdict === 'unknown')
      .map(({ id: checkId, code, verdict }) => ({
        id: newId(mail.receivedAt.getTime()),
        reportId: id,
        mailId: mail.id,
        teamId: mail.teamId,
        domain,
        checkId,
        code,
        verdict,
        createdAt: mail.receivedAt,
      })),
  })
}

/** One upsert for all outcomes, in key order: two reports of one team at the same time must not lock each other in a circle. */
async function countOutcomes(db: PrismaTypes.TransactionClient, { mail, report, domain }: Writing): Promise<void> {
  const hour = new Date(Math.floor(mail.receivedAt.getTime() / 3_600_000) * 3_600_000)
  const counted = report.findings
    .filter(({ verdict }) => verdict !== 'info')
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  await db.$executeRaw`
    INSERT INTO "CheckCount" ("teamId", domain, "checkId", code, verdict, hour, count)
    SELECT ${mail.teamId}::uuid, ${domain}, checks.id, checks.code, checks.verdict, ${hour}, 1
    FROM unnest(${counted.map(({ id }) => id)}::text[], ${counted.map(({ code }) => code)}::text[],
                ${counted.map(({ verdict }) => verdict)}::text[]) AS checks(id, code, verdict)
    ON CONFLICT ("teamId", hour, domain, "checkId", code, verdict) DO UPDATE SET count = "CheckCount".count + 1`
}
