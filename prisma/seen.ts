/** Where an IP address was seen: in the mails of one team, and nobody else's. */
import { prisma } from './client.ts'

export interface SeenAddress {
  mails: number
  firstAt: Date
  lastAt: Date
  /** The newest of them. */
  mailId: string
  /** From domains, those of most mails first. `proven`: how many of them DMARC proves to be from it. */
  domains: { domain: string; mails: number; proven: number }[]
}

/** Mails of the team looked through, newest first; and domains named. */
const mailsRemembered = 10_000
const domainsNamed = 20

/** What this team received from an address (IPv4, or IPv6 as RFC 5952 writes it). Null when nothing. Mails on their way to expiry do not count. */
export async function seenFrom({ teamId, address }: { teamId: string; address: string }): Promise<SeenAddress | null> {
  const rows = await prisma.$queryRaw<
    { domain: string | null; mails: number; proven: number; first: Date; last: Date; newest: string }[]
  >`
    SELECT "fromDomain" AS domain, count(*)::int AS mails, min("receivedAt") AS first, max("receivedAt") AS last,
      (array_agg(mail.id ORDER BY mail.id DESC))[1] AS newest,
      count(*) FILTER (WHERE report.document->'authentication'->'dmarc'->>'result' = 'pass')::int AS proven
    FROM (
      SELECT id, "fromDomain", "receivedAt", "peerAddress", "addressId", analysis
      FROM "Mail" WHERE "teamId" = ${teamId}::uuid AND source = 'smtp' ORDER BY id DESC LIMIT ${mailsRemembered}
    ) AS mail
    JOIN "Address" AS address ON address.id = mail."addressId" AND address."keptUntil" > now()
    LEFT JOIN "Report" AS report ON report."mailId" = mail.id AND report.analysis = mail.analysis
    WHERE "peerAddress" = ${address}
    GROUP BY "fromDomain"
    ORDER BY count(*) DESC, "fromDomain"`
  if (rows.length === 0) return null
  const [newest] = rows.toSorted((a, b) => (a.newest < b.newest ? 1 : -1))
  const times = rows.flatMap(({ first, last }) => [first.getTime(), last.getTime()])
  return {
    mails: rows.reduce((sum, { mails }) => sum + mails, 0),
    firstAt: new Date(Math.min(...times)),
    lastAt: new Date(Math.max(...times)),
    mailId: newest?.newest ?? '',
    domains: rows.flatMap(({ domain, mails, proven }) => (domain ? [{ domain, mails, proven }] : [])).slice(0, domainsNamed),
  }
}
