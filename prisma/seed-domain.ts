/** Seed domains of teams: mail for them is taken here from the moment their MX was seen to lead here. */
import { prisma } from './client.ts'
import type { Prisma } from './generated/client.ts'
import { isId, newId } from './id.ts'
import { storable } from './text.ts'

/** What a look found (checks/records/seed-domain.ts). `unknown`: nobody answered, which says nothing. */
export interface SeedDomainLook {
  leads: 'here' | 'unproved' | 'elsewhere' | 'nowhere' | 'unknown'
  exchanges: string[]
}

export interface SeedDomainView {
  id: string
  teamId: string
  name: string
  createdAt: Date
  verifiedAt: Date | null
  checkedAt: Date | null
  /** What the newest look found; null before the first. */
  seen: SeedDomainLook | null
}

/** Seed domains of one team. */
const mostSeedDomains = 20

/**
 * Takes a domain (A-labels, lower case) for a team. Null when another team has it and its mail is led here, or the team has as many as it
 * may. Who only named it keeps nobody from it.
 */
export async function addSeedDomain({ teamId, name }: { teamId: string; name: string }): Promise<SeedDomainView | null> {
  if ((await prisma.seedDomain.count({ where: { teamId, name: { not: name } } })) >= mostSeedDomains) return null
  await prisma.seedDomain.deleteMany({ where: { name, teamId: { not: teamId }, verifiedAt: null } })
  await prisma.seedDomain.createMany({ data: [{ id: newId(), teamId, name }], skipDuplicates: true })
  const row = await prisma.seedDomain.findFirst({ where: { teamId, name } })
  return row && view(row)
}

/** A team's seed domains, by name. */
export async function seedDomainsOf({ teamId }: { teamId: string }): Promise<SeedDomainView[]> {
  return (await prisma.seedDomain.findMany({ where: { teamId }, orderBy: { name: 'asc' } })).map(view)
}

/** Mail for it is taken no more; its addresses stay. Returns its name; null when it was not there. */
export async function removeSeedDomain({ teamId, id }: { teamId: string; id: string }): Promise<string | null> {
  const row = isId(id) ? await prisma.seedDomain.findFirst({ where: { teamId, id }, select: { name: true } }) : null
  if (row) await prisma.seedDomain.deleteMany({ where: { teamId, id } })
  return row?.name ?? null
}

/** Has it looked at with the next turn. */
export async function lookSoon({ teamId, id }: { teamId: string; id: string }): Promise<boolean> {
  return isId(id) && (await prisma.seedDomain.updateMany({ where: { teamId, id }, data: { checkedAt: null } })).count > 0
}

/** Notes a look. Silence changes nothing but when it was tried; what leads away, or shows no longer whose it is, ends it. */
export async function noteSeedDomainLook({ id, look, at }: { id: string; look: SeedDomainLook; at: Date }): Promise<void> {
  const seen = storable({ ...look }) as unknown as Prisma.InputJsonObject
  await prisma.seedDomain.updateMany({ where: { id }, data: { checkedAt: at, seen } })
  if (look.leads === 'here') await prisma.seedDomain.updateMany({ where: { id, verifiedAt: null }, data: { verifiedAt: at } })
  else if (look.leads !== 'unknown') await prisma.seedDomain.updateMany({ where: { id }, data: { verifiedAt: null } })
}

/** Those not looked at since a moment, the longest ago first. */
export async function seedDomainsToLookAt({ since, take }: { since: Date; take: number }): Promise<SeedDomainView[]> {
  const where = { OR: [{ checkedAt: null }, { checkedAt: { lt: since } }] }
  const orderBy = { checkedAt: { sort: 'asc', nulls: 'first' } } as const
  return (await prisma.seedDomain.findMany({ where, orderBy, take })).map(view)
}

const view = ({ seen, ...row }: Prisma.SeedDomainGetPayload<object>): SeedDomainView => ({
  ...row,
  seen: seen as unknown as SeedDomainLook | null,
})
