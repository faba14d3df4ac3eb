import type { Net } from '#checks/net.ts'
import { lookAtSeedDomain } from '#checks/records/seed-domain.ts'
import { env } from '#env'
import { openNet } from '#net/open.ts'
import { alone } from '#prisma/alone.ts'
import { proofOf } from '#prisma/proof.ts'
import { noteSeedDomainLook, seedDomainsToLookAt } from '#prisma/seed-domain.ts'

const againMs = 10 * 60_000
const atOnce = 10

/** Looks whether mail for the seed domains of teams is led here, each every ten minutes; one process at a time. Returns how many. */
export async function lookAtSeedDomains(now = new Date(), open: () => Net = openNet): Promise<number> {
  return (await alone('seedDomains', () => lookAtDue(now, open))) ?? 0
}

async function lookAtDue(now: Date, open: () => Net): Promise<number> {
  const due = await seedDomainsToLookAt({ since: new Date(now.getTime() - againMs), take: atOnce })
  const looks = due.map(async ({ id, teamId, name: domain }) => {
    const look = await lookAtSeedDomain(open(), { domain, host: env.SMTP_NAME, code: proofOf({ teamId, domain }) })
    await noteSeedDomainLook({ id, look, at: now })
  })
  await Promise.all(looks)
  return due.length
}
