/** Taking and changing an address of a team: what the page and the API share. */
import { env } from '#env'
import { type AddressView, issueAddress } from '#prisma/address.ts'
import { projectOf } from '#prisma/project.ts'
import { ownSeed } from '#prisma/recipient.ts'
import { seedDomainsOf } from '#prisma/seed-domain.ts'
import { addressName, isTaken } from '#prisma/team-address.ts'
import { askForAddress } from '../limits.server.ts'
import type { Who } from '../who.server.ts'

export interface AskedAddress {
  name: string
  /** '' for none. */
  project: string
  /** '' for the first of this Seedbed. */
  domain: string
  /** Null for as long as it is not deleted. */
  hours: number | null
  /** Null for what the instance gives. */
  mailsPerDay: number | null
  /** '' for one that is drawn. */
  localPart: string
}

export type TakenAddress =
  | { given: true; address: AddressView; token: string }
  | { given: false; reason: 'too-many' | 'members-only' | 'not-that'; say: string }

/** A year; who wants longer says permanent. */
const mostHours = 8760
/** Letters, digits, dots, hyphens and underscores; what has more meanings than one in a local part is left out. */
const localPartPattern = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/
const ofRoles: readonly string[] = ['postmaster', 'abuse']

const notThat = (say: string): TakenAddress => ({ given: false, reason: 'not-that', say })

/** Domains a team can take addresses at: those of the instance, and its own whose mail comes here. */
export async function domainsToTakeAt({ teamId }: { teamId: string }): Promise<{ name: string; isOwn: boolean }[]> {
  const own = (await seedDomainsOf({ teamId })).filter(({ verifiedAt }) => verifiedAt !== null)
  return [...env.SEED_DOMAINS.map((name) => ({ name, isOwn: false })), ...own.map(({ name }) => ({ name, isOwn: true }))]
}

/**
 * Where what is put into a project belongs: the id, null for none, undefined for a project that is not there or out of reach. Who is limited
 * to projects puts everything into one of them.
 */
export async function projectToPutIn(
  { teamId, projects }: { teamId: string; projects: string[] | null },
  id: string,
): Promise<string | null | undefined> {
  if (id === '') return projects === null ? null : projects[0]
  if (projects !== null && !projects.includes(id)) return undefined
  return (await projectOf({ teamId, id }))?.id
}

/** Takes an address for a team. `client`: where the request comes from. */
export async function takeTeamAddress(
  { teamId, projects, person }: Pick<Who, 'projects' | 'person'> & { teamId: string },
  client: string,
  asked: AskedAddress,
): Promise<TakenAddress> {
  const domains = await domainsToTakeAt({ teamId })
  const domain = asked.domain === '' ? domains[0] : domains.find(({ name }) => name === asked.domain)
  if (!domain) return notThat(`domain is one of ${domains.map(({ name }) => name).join(', ')}.`)
  const projectId = await projectToPutIn({ teamId, projects }, asked.project)
  if (projectId === undefined) return notThat('There is no such project.')
  const seed = asked.localPart === '' ? undefined : await seedOf(asked.localPart.toLowerCase(), domain)
  if (seed && 'say' in seed) return notThat(seed.say)
  const leave = await askForAddress({ client, person })
  if (!leave.given) {
    const say = leave.reason === 'members-only' ? 'This Seedbed is for its members.' : 'You have taken many addresses this hour.'
    return { given: false, reason: leave.reason, say }
  }
  const { hours, mailsPerDay } = asked
  const given = { teamId, projectId, domain: domain.name, name: addressName(asked.name), hours, mailsPerDay }
  return { given: true, ...(await issueAddress({ ...given, ...seed })) }
}

async function seedOf(
  localPart: string,
  { name, isOwn }: { name: string; isOwn: boolean },
): Promise<{ say: string } | { seed: string }> {
  if (!isOwn) return { say: 'A local part is chosen at a seed domain of your own.' }
  if (!localPartPattern.test(localPart) || localPart.includes('..'))
    return { say: 'A local part has letters, digits, dots, hyphens and underscores, 64 at most.' }
  if (ofRoles.includes(localPart)) return { say: 'postmaster and abuse are for whoever runs this Seedbed.' }
  const seed = ownSeed(localPart, name)
  return (await isTaken(seed)) ? { say: `${seed} is there already.` } : { seed }
}

/** Hours from a form or a request: a number, or null for ever; undefined for what is neither. */
export function hoursOf(text: string): number | null | undefined {
  if (text === 'permanent') return null
  const hours = Number(text)
  return /^\d{1,4}$/.test(text) && hours >= 1 && hours <= mostHours ? hours : undefined
}

/** Mails a day: '' is null, for what the instance gives; undefined for no such number. */
export function mailsPerDayOf(text: string): number | null | undefined {
  if (text === '') return null
  const mails = Number(text)
  return /^\d{1,7}$/.test(text) && mails >= 1 && mails <= env.MAILS_PER_ADDRESS_DAY ? mails : undefined
}
