/** Who sends a domain's mail, learned from what came: one row for each way of sending. */
import { prisma } from './client.ts'
import { newId } from './id.ts'
import { storable } from './text.ts'

export interface SenderSeen {
  mailId: string
  /** Of From. */
  domain: string
  /** The sending service that is recognised; '' when none. */
  service: string
  address: string
  helo: string
  mailFromDomain: string
  /** Of the signature that passed; '' when none. */
  selector: string
  at: Date
  /** Did DMARC pass? */
  passes: boolean
  /** Judged for the first time: a mail that is judged again is not one more. */
  isNew: boolean
}

/** Remembers how a mail was sent, for whoever owns it now. Of two mails the newer one says whether DMARC passes. */
export async function noteSender({ mailId, at, passes, isNew, ...seen }: SenderSeen): Promise<void> {
  const { domain, service, address, helo, mailFromDomain, selector } = storable(seen)
  await prisma.$executeRaw`
    INSERT INTO "KnownSender" AS known
      (id, "teamId", domain, service, address, helo, "mailFromDomain", selector, "firstSeenAt", "lastSeenAt", passes)
    SELECT ${newId()}::uuid, "teamId", ${domain}, ${service}, ${address}, ${helo}, ${mailFromDomain}, ${selector}, ${at}, ${at}, ${passes}
    FROM "Mail" WHERE id = ${mailId}::uuid
    ON CONFLICT ("teamId", domain, address, "mailFromDomain", selector) DO UPDATE SET
      mails = known.mails + ${isNew ? 1 : 0},
      service = excluded.service,
      helo = excluded.helo,
      passes = CASE WHEN excluded."lastSeenAt" >= known."lastSeenAt" THEN excluded.passes ELSE known.passes END,
      "firstSeenAt" = least(known."firstSeenAt", excluded."firstSeenAt"),
      "lastSeenAt" = greatest(known."lastSeenAt", excluded."lastSeenAt")`
}

export interface SenderRow {
  service: string
  address: string
  helo: string
  mailFromDomain: string
  selector: string
  firstSeenAt: Date
  lastSeenAt: Date
  mails: number
  passes: boolean
}

/** Who was seen sending with the name of a domain, the newest first. Over all of a team: not for who is limited to projects. */
export async function sendersOf({
  teamId,
  domain,
  take = 100,
}: {
  teamId: string
  domain: string
  take?: number
}): Promise<SenderRow[]> {
  return prisma.knownSender.findMany({
    where: { teamId, domain },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }],
    take,
    omit: { id: true, teamId: true, domain: true },
  })
}

/**
 * By which services, by name, each domain is sent for with DMARC passing; '' stands for addresses of none that is known. Over all of a team: not
 * for who is limited to projects.
 */
export async function servicesSeen({ teamId, domains }: { teamId: string; domains: string[] }): Promise<Map<string, string[]>> {
  const rows = await prisma.$queryRaw<{ domain: string; services: string[] }[]>`
    SELECT domain, array_agg(DISTINCT service ORDER BY service) AS services FROM "KnownSender"
    WHERE "teamId" = ${teamId}::uuid AND domain = ANY(${domains}) AND passes GROUP BY domain`
  return new Map(rows.map(({ domain, services }) => [domain, services]))
}

/**
 * How many services, or addresses of none, send with the name of each domain and pass DMARC. Anybody can send without passing: that is no sender
 * of the domain. Counts are over all of a team: not for who is limited to projects.
 */
export async function senderCounts({ teamId, domains }: { teamId: string; domains: string[] }): Promise<Map<string, number>> {
  const rows = await prisma.$queryRaw<{ domain: string; senders: number }[]>`
    SELECT domain, count(DISTINCT coalesce(nullif(service, ''), address))::int AS senders FROM "KnownSender"
    WHERE "teamId" = ${teamId}::uuid AND domain = ANY(${domains}) AND passes GROUP BY domain`
  return new Map(rows.map(({ domain, senders }) => [domain, senders]))
}
