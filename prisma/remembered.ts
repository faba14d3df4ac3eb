/**
 * What a team's own reports remember of a domain: what earlier scans and mails saw of it, for checks that ask since when something is so. Read
 * from the questions and results that the reports keep; nothing is written for it, and what is deleted is forgotten here too.
 */
import type { ReportQuestion } from '#checks/report.ts'
import { prisma } from './client.ts'

export interface Remembered {
  looks: { at: string; questions: ReportQuestion[] }[]
  mails: RememberedMail[]
  keysElsewhere: { domain: string; text: string }[]
}

export interface RememberedMail {
  id: string
  at: string
  peerAddress: string
  helo: string
  spf: { result: string; domain: string }
  dkim: { result: string; domain: string; selector: string }[]
  posted: boolean
}

/** Reports read: the newest, and of each month the first, so that what was so for long is seen to be. */
const newestLooks = 20
const mostMonths = 36
const mostMails = 50
/** Other domains whose keys are compared, and octets of a mail's header that are searched. */
const mostDomains = 100
const headerOctets = 32_768

/** What is remembered of `domain` (lower case, A-labels). All of one team. */
export async function rememberedOf({ teamId, domain }: { teamId: string; domain: string }): Promise<Remembered> {
  const [looks, mails, keysElsewhere] = await Promise.all([
    looksAt({ teamId, domain }),
    mailsFrom({ teamId, domain }),
    keysOfOthers({ teamId, domain }),
  ])
  return { looks, mails, keysElsewhere }
}

interface Asked {
  teamId: string
  domain: string
}

/** Of the questions only those that a later look compares: the rest of a report is large. Rehearsals saw a world that was not there. */
async function looksAt({ teamId, domain }: Asked): Promise<Remembered['looks']> {
  return prisma.$queryRaw`
    WITH known AS (
      SELECT report.id, report."createdAt"
      FROM "Report" AS report JOIN "Scan" AS scan ON scan.id = report."scanId"
      WHERE scan."teamId" = ${teamId}::uuid AND scan.kind = 'domain' AND scan.subject = ${domain}
        AND scan.changes IS NULL AND scan."keptUntil" > now()
      UNION ALL
      SELECT report.id, report."createdAt"
      FROM "Report" AS report JOIN "Mail" AS mail ON mail.id = report."mailId" AND mail.analysis = report.analysis
      WHERE mail."teamId" = ${teamId}::uuid AND mail."fromDomain" = ${domain}
    ), chosen AS (
      (SELECT id FROM known ORDER BY "createdAt" DESC LIMIT ${newestLooks})
      UNION
      (SELECT first.id FROM (
        SELECT DISTINCT ON (date_trunc('month', "createdAt", 'UTC')) id, "createdAt" FROM known
        ORDER BY date_trunc('month', "createdAt", 'UTC') DESC, "createdAt"
      ) AS first LIMIT ${mostMonths})
    )
    SELECT document->>'analysedAt' AS at, coalesce((
      SELECT jsonb_agg(question) FROM jsonb_array_elements(document->'questions') AS question
      WHERE question->>'outcome' = 'records' AND (
          question->'direct' = 'true' AND question->>'type' IN ('SOA', 'MX', 'TXT')
          OR question->>'type' = 'TXT' AND question->>'name' ~ '^_mta-sts\\.|\\._domainkey\\.'
        ) OR question->>'type' = 'GET' AND question->>'name' LIKE 'https://mta-sts.%'
    ), '[]') AS questions
    FROM "Report" AS report JOIN chosen USING (id)
    ORDER BY 1 DESC`
}

async function mailsFrom({ teamId, domain }: Asked): Promise<RememberedMail[]> {
  return prisma.$queryRaw`
    SELECT mail.id, to_char(mail."receivedAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, mail."peerAddress", mail.helo,
      document->'authentication'->'spf' AS spf, document->'authentication'->'dkim' AS dkim,
      split_part(encode(substring(raw.bytes FOR ${headerOctets}::int), 'escape'), E'\\r\\n\\r\\n', 1) ~* E'\\nlist-post:[ \\t]*<' AS posted
    FROM (
      SELECT * FROM "Mail" WHERE "teamId" = ${teamId}::uuid AND "fromDomain" = ${domain} AND status = 'reported'
      ORDER BY id DESC LIMIT ${mostMails}
    ) AS mail
    JOIN "Report" AS report ON report."mailId" = mail.id AND report.analysis = mail.analysis
    JOIN "MailRaw" AS raw ON raw.id = mail."rawId"
    WHERE document ? 'authentication'
    ORDER BY mail.id DESC`
}

/** Keys in the newest scan of each other domain. Behind an alias a service keeps them, and gives many customers the same. */
async function keysOfOthers({ teamId, domain }: Asked): Promise<Remembered['keysElsewhere']> {
  return prisma.$queryRaw`
    WITH others AS (
      SELECT DISTINCT ON (subject) id, subject FROM "Scan"
      WHERE "teamId" = ${teamId}::uuid AND kind = 'domain' AND subject <> ${domain} AND changes IS NULL
        AND status = 'reported' AND "keptUntil" > now()
      ORDER BY subject, id DESC LIMIT ${mostDomains}
    )
    SELECT others.subject AS domain, record->>'text' AS text
    FROM others
    JOIN "Report" AS report ON report."scanId" = others.id
    CROSS JOIN jsonb_array_elements(document->'questions') AS question
    CROSS JOIN jsonb_array_elements(question->'records') AS record
    WHERE question->>'type' = 'TXT' AND question->>'outcome' = 'records' AND NOT question ? 'direct'
      AND question->>'name' LIKE '%._domainkey.%' AND jsonb_array_length(coalesce(question->'aliases', '[]')) = 0`
}
