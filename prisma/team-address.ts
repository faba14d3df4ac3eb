/** The addresses of a team as its members see them: all of them, with names, in projects. */
import { type AddressView, emailOf } from './address.ts'
import { prisma } from './client.ts'
import type { Prisma } from './generated/client.ts'
import { isId } from './id.ts'
import { keepingOf, never, receivingFor } from './kept-days.ts'
import { inReach, type Reach } from './reach.ts'
import { storable } from './text.ts'

export interface TeamAddressView extends Omit<AddressView, 'kind' | 'seed'> {
  name: string
  /** Subscribed at a sending service. */
  inUse: boolean
  /** Null when the instance decides. */
  mailsPerDay: number | null
}

const viewed = {
  ...{ id: true, teamId: true, projectId: true, seed: true, domain: true, createdAt: true, receivesUntil: true },
  ...{ keptUntil: true, name: true, inUse: true, mailsPerDay: true },
} as const
const longestAddressName = 80

/** A name as it is stored: on one line, without spaces around. */
export const addressName = (given: string): string =>
  storable(given)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, longestAddressName)
    .trim()

const seedsIn = (reach: Reach): Prisma.AddressWhereInput => ({
  ...inReach(reach),
  ...{ kind: 'seed', deletedAt: null, keptUntil: { gt: new Date() } },
})

export interface AddressFilter {
  projectId?: string | undefined
  /** A part of the name. */
  text?: string | undefined
  /** The last id of the page before. */
  before?: string | undefined
}

/** A team's addresses, the newest first. */
export async function teamAddresses(
  reach: Reach,
  { projectId, text, before, take }: AddressFilter & { take: number },
): Promise<TeamAddressView[]> {
  const where = {
    AND: [
      seedsIn(reach),
      projectId && isId(projectId) ? { projectId } : {},
      text ? { name: { contains: storable(text), mode: 'insensitive' as const } } : {},
      before && isId(before) ? { id: { lt: before } } : {},
    ],
  }
  return (await prisma.address.findMany({ where, orderBy: { id: 'desc' }, take, select: viewed })).map(view)
}

/** One of them; null for an id that is malformed, unknown or out of reach. */
export async function teamAddress(reach: Reach, id: string): Promise<TeamAddressView | null> {
  const row = isId(id) ? await prisma.address.findFirst({ where: { ...seedsIn(reach), id }, select: viewed }) : null
  return row && view(row)
}

/** Is there an address with this seed, also one that was deleted and is still accepted? */
export const isTaken = async (seed: string): Promise<boolean> => (await prisma.address.count({ where: { seed } })) > 0

export interface AddressChange {
  name?: string | undefined
  projectId?: string | null | undefined
  mailsPerDay?: number | null | undefined
  /** From now on; null for as long as it is not deleted. */
  hours?: number | null | undefined
  /** One in use does not expire; one no longer in use lasts as long as a fresh one, unless `hours` says otherwise. */
  inUse?: boolean | undefined
}

/** Changes an address; of the mails that came before, the project stays. False when there is none in reach. */
export async function changeTeamAddress(
  reach: Reach,
  { id, change, freshHours }: { id: string; change: AddressChange; freshHours: number },
): Promise<boolean> {
  if (!isId(id)) return false
  const known = await prisma.address.findFirst({ where: { ...seedsIn(reach), id }, select: { inUse: true } })
  if (!known) return false
  const { name, projectId, mailsPerDay, hours, inUse } = change
  const ends = inUse === false && known.inUse ? (hours ?? freshHours) : hours
  const keeping = await keepingOf(reach)
  const dates = (inUse ?? known.inUse) ? receivingFor(null, keeping) : ends === undefined ? {} : receivingFor(ends, keeping)
  const data = {
    ...(name !== undefined && { name: addressName(name) }),
    ...(projectId !== undefined && { projectId }),
    ...(mailsPerDay !== undefined && { mailsPerDay }),
    ...(inUse !== undefined && { inUse }),
    ...dates,
  }
  return (await prisma.address.updateMany({ where: { ...seedsIn(reach), id }, data })).count > 0
}

/** Does it receive until it is deleted? */
export const isPermanent = ({ receivesUntil }: Pick<AddressView, 'receivesUntil'>): boolean =>
  receivesUntil.getTime() >= never.getTime()

const view = ({ seed, ...row }: Prisma.AddressGetPayload<{ select: typeof viewed }>): TeamAddressView => ({
  ...row,
  email: emailOf({ seed, domain: row.domain }),
})
