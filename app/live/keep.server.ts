/** Keeping an address that came by its link: in a team of the person, and in one of its projects. What the page and the API share. */
import type { AddressView } from '#prisma/address.ts'
import { note } from '#prisma/audit.ts'
import { claimAddress, isClaimable } from '#prisma/claim-address.ts'
import { projectsOf } from '#prisma/project.ts'
import type { Membership, Person } from '#prisma/sign-in.ts'
import { may } from '../roles.ts'
import { type Who, whoAsks } from '../who.server.ts'

export interface Keep {
  /** The team that has it, of those the asker belongs to; null when it is none of them. */
  by: { name: string; slug: string } | null
  /** Where it can be put: a team's id, or that and a project's. */
  places: { value: string; label: string }[]
}

/** What the address page says about keeping it; null for who is not signed in. */
export async function keepOf(request: Request, address: AddressView): Promise<Keep | null> {
  const { person, memberships } = await whoAsks(request)
  if (!person) return null
  const by = memberships.find(({ teamId }) => teamId === address.teamId)
  return { by: by ? { name: nameOf(by), slug: by.slug } : null, places: await placesFor({ person, memberships }, address) }
}

async function placesFor({ person, memberships }: Pick<Who, 'memberships'> & { person: Person }, address: AddressView) {
  const asked = { addressId: address.id, userId: person.id }
  const lists = memberships
    .filter(({ role }) => may(role, 'test'))
    .map(async (team) => ((await isClaimable({ ...asked, to: team.teamId })) ? placesIn(team) : []))
  return (await Promise.all(lists)).flat()
}

async function placesIn(team: Membership): Promise<Keep['places']> {
  const { teamId, projects } = team
  const known = await projectsOf({ teamId, projects })
  return [
    ...(projects === null ? [{ value: teamId, label: nameOf(team) }] : []),
    ...known.map(({ id, name }) => ({ value: `${teamId}/${id}`, label: `${nameOf(team)} · ${name}` })),
  ]
}

const nameOf = ({ kind, name }: Membership): string => (kind === 'personal' ? 'Personal' : name)

/** The button of the page. @throws {Response} 403 for a place that is not there, or not for the asker */
export async function keepAddress(request: Request, address: AddressView, place: string): Promise<void> {
  const { person, memberships } = await whoAsks(request)
  const [to = '', projectId = null] = place.split('/')
  const known = person ? await placesFor({ person, memberships }, address) : []
  const isThere = person !== null && known.some(({ value }) => value === place)
  if (!isThere || !(await putThere(person, address, { to, projectId })))
    throw new Response('This address cannot be kept there.', { status: 403 })
}

/** Puts an address into a team, and notes it there. False when it is another team's. */
export async function putThere(
  { id: userId }: Person,
  { id: addressId, email }: AddressView,
  { to, projectId }: { to: string; projectId: string | null },
): Promise<boolean> {
  if (!(await claimAddress({ addressId, userId, to, projectId }))) return false
  await note({ teamId: to, userId, action: 'address.claimed', subject: email })
  return true
}
