/** Seed domains of teams: mail for them is taken here from the moment their MX was seen to lead here. */
import { prisma } from './client.ts'
import type { Prisma } from './generated/client.ts'
import { isId, newId } from './id.ts'
import { storable } from './text.ts'

/** What the last look at the MX records of a domain found. `unknown`: nobody answered, which says nothing. */
export interface SeedDomainLook {
  leads: 'here' | 'elsewhere' | 'nowhere' | 'unknown'
  /** The exchanges that were named. */
  exchanges: string[]
}

export interface SeedDomainView {
  id: string
  teamId: string
  name: string
  createdAt: Date
  verifiedAt: Date | null
  checkedAt: Date | null
  seen: SeedDomainLook | null
}

/** Seed domains of one team. */
export const mostSeedDomains = 20

/** Takes a domain (A-labels, lower case) for a team. Null when another team has it, or the team has as many as it may. */
export async function addSeedDomain({ teamId, name }: { teamId: string; name: string }): Promise<SeedDomainView | null> {
  if ((await prisma.seedDomain.count({ where: { teamId } })) >= mostSeedDomains) return null
  await prisma.seedDomain.createMany({ data: [{ id: newId(), teamId, name }], skipDuplicates: true })
  const row = await prisma.seedDomain.findFirst({ where: { teamId, name } })
  return row && view(row)
}

/** A team's seed domains, by name. */
export async function seedDomainsOf({ teamId }: { teamId: string }): Promise<SeedDomainView[]> {
  return (await prisma.seedDomain.findMany({ where: { teamId }, orderBy: { name: 'asc' } })).map(view)
}

/** One of them; null for an id that is malformed, unknown, or another team's. */
export async function seedDomainOf({ teamId, id }: { teamId: string; id: string }): Promise<SeedDomainView | null> {
  const row = isId(id) ? await prisma.seedDomain.findFirst({ where: { teamId, id } }) : null
  return row && view(row)
}

/** Mail for it is taken no more; its addresses stay. Returns whether it was there. */
export async function removeSeedDomain({ teamId, id }: { teamId: string; id: string }): Promise<boolean> {
  return isId(id) && (await prisma.seedDomain.deleteMany({ where: { teamId, id } })).count > 0
}

/** Notes a look. What could not be answered changes nothing but when it was tried; an MX that leads away ends it. */
export async function noteSeedDomainLook({ id, look, at }: { id: string; look: SeedDomainLook; at: Date }): Promise<void> {
  const seen = storable({ ...look }) as unknown as Prisma.InputJsonObject
  await prisma.seedDomain.updateMany({ where: { id }, data: { checkedAt: at, seen } })
  if (look.leads === 'here') await prisma.seedDomain.updateMany({ where: { id, verifiedAt: null }, data: { verifiedAt: at } })
  if (look.leads === 'elsewhere' || look.leads === 'nowhere')
    await prisma.seedDomain.updateMany({ where: { id }, data: { verifiedAt: null } })
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
