/** How the mails of one From domain were sent, as their reports keep it: what a new mail is held against. One team's, or one address's. */
import type { ReportSending } from '#checks/report.ts'
import { prisma } from './client.ts'
import { Prisma } from './generated/client.ts'
import { isId } from './id.ts'

export interface SentMail {
  id: string
  receivedAt: Date
  /** When its newest report was made, ISO 8601. */
  analysedAt: string
  /** DMARC passed, and there was no problem. */
  passed: boolean
  sending: ReportSending
}

/** Mails looked through, newest first; and those without a problem among which an older passing one is looked for. */
const newestMails = 20
const inOrder = 5

interface Asked {
  teamId: string
  /** Only mails of this address: whoever reads knows no more of the team. */
  addressId?: string
  fromDomain: string
  /** The mail that is held against them. */
  before: string
}

/** Mails that came before one, from the same domain, newest first. Those whose address is gone, or whose reports say nothing, are left out. */
export async function sentBefore({ teamId, addressId, fromDomain, before }: Asked): Promise<SentMail[]> {
  if (!isId(before)) return []
  const own = addressId === undefined ? Prisma.empty : Prisma.sql`AND "addressId" = ${addressId}::uuid`
  const mails = Prisma.sql`
    SELECT id, analysis, "addressId", "receivedAt", problems FROM "Mail"
    WHERE "teamId" = ${teamId}::uuid AND "fromDomain" = ${fromDomain} AND id < ${before}::uuid AND status = 'reported' ${own}`
  return prisma.$queryRaw`
    SELECT mail.id, mail."receivedAt", document->>'analysedAt' AS "analysedAt", document->'sending' AS sending,
      mail.problems = 0 AND coalesce(document->'authentication'->'dmarc'->>'result' = 'pass', false) AS passed
    FROM (
      (${mails} ORDER BY id DESC LIMIT ${newestMails})
      UNION
      (${mails} AND problems = 0 ORDER BY id DESC LIMIT ${inOrder})
    ) AS mail
    JOIN "Address" AS address ON address.id = mail."addressId" AND address."keptUntil" > now()
    JOIN "Report" AS report ON report."mailId" = mail.id AND report.analysis = mail.analysis
    WHERE document ? 'sending'
    ORDER BY mail.id DESC`
}
