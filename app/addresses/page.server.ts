/** The addresses of a team: its list, and its buttons. */
import { json } from '@remix-run/server-runtime'
import { env } from '#env'
import { deleteAddress } from '#prisma/address.ts'
import { note } from '#prisma/audit.ts'
import { namedProjects } from '#prisma/project.ts'
import { type AddressChange, changeTeamAddress, isPermanent, teamAddress, teamAddresses } from '#prisma/team-address.ts'
import { fieldsOf } from '../account/form.server.ts'
import { go } from '../go.server.ts'
import { type Action, may } from '../roles.ts'
import { type Insider, mustBe, teamBehind } from '../who.server.ts'
import { domainsToTakeAt, hoursOf, mailsPerDayOf, projectToPutIn, takeTeamAddress } from './take.server.ts'

/** Times ISO 8601. */
export interface AddressRow {
  id: string
  email: string
  name: string
  project: string
  projectId: string
  createdAt: string
  receivesUntil: string
  receives: boolean
  permanent: boolean
  inUse: boolean
  mailsPerDay: number | null
}

export interface AddressesPage {
  team: { slug: string; name: string }
  may: { test: boolean; delete: boolean }
  rows: AddressRow[]
  /** The path of the next page; null at the end. */
  older: string | null
  projects: { id: string; name: string }[]
  /** Who is limited to projects puts each address into one. */
  mustChoose: boolean
  domains: { name: string; isOwn: boolean }[]
  usual: { hours: number; mailsPerDay: number }
  filter: { text: string; project: string }
  done: string
}

/** A new address, whose link is shown this once; or what is in its way. */
export interface AddressAnswer {
  email?: string
  token?: string
  problem?: string
}

const perPage = 50

export async function addressesPage(request: Request, slug: string | undefined): Promise<AddressesPage> {
  const { teamId, projects, role, team } = await teamBehind(request, slug)
  const { pathname, searchParams } = new URL(request.url)
  const asked = (name: string) => (searchParams.get(name) ?? '').slice(0, 100)
  const filter = { text: asked('text').trim(), project: asked('project') }
  const [rows, known, domains] = await Promise.all([
    teamAddresses(
      { teamId, projects },
      { text: filter.text || undefined, projectId: filter.project || undefined, before: asked('before'), take: perPage + 1 },
    ),
    namedProjects({ teamId, projects }),
    domainsToTakeAt({ teamId }),
  ])
  const names = new Map(known.map(({ id, name }) => [id, name]))
  const last = rows.length > perPage ? rows[perPage - 1]?.id : undefined
  return {
    team: { slug: team.slug, name: team.name },
    may: { test: may(role, 'test'), delete: may(role, 'delete') },
    rows: rows.slice(0, perPage).map((row) => ({
      ...{ id: row.id, email: row.email, name: row.name, inUse: row.inUse, mailsPerDay: row.mailsPerDay },
      ...{ project: names.get(row.projectId ?? '') ?? '', projectId: row.projectId ?? '', permanent: isPermanent(row) },
      createdAt: row.createdAt.toISOString(),
      receivesUntil: row.receivesUntil.toISOString(),
      receives: row.receivesUntil.getTime() > Date.now(),
    })),
    older: last === undefined ? null : `${pathname}?${new URLSearchParams({ ...filter, before: last })}`,
    projects: known,
    ...{ mustChoose: projects !== null, domains, filter, done: asked('done') },
    usual: { hours: env.ADDRESS_TTL_HOURS, mailsPerDay: env.MAILS_PER_ADDRESS_DAY },
  }
}

interface Pressed {
  insider: Insider
  client: string
  field: (name: string) => string
}

const buttons: Record<string, { needs: Action; work: (pressed: Pressed) => Promise<Response> }> = {
  take: { needs: 'test', work: take },
  extend: { needs: 'test', work: extend },
  rename: { needs: 'test', work: (pressed) => change(pressed, { name: pressed.field('name') }) },
  move: { needs: 'test', work: move },
  limit: { needs: 'test', work: limit },
  'in-use': { needs: 'test', work: (pressed) => change(pressed, { inUse: true }) },
  'not-in-use': { needs: 'test', work: (pressed) => change(pressed, { inUse: false }) },
  delete: { needs: 'delete', work: remove },
}

/** @throws {Response} 400 for a button that is not there, 403 for another role, 404 for an address out of reach */
export async function pressAddresses(request: Request, slug: string | undefined, client: string): Promise<Response> {
  const insider = await teamBehind(request, slug)
  const field = await fieldsOf(request)
  const button = Object.hasOwn(buttons, field('intent')) ? buttons[field('intent')] : undefined
  if (!button) throw new Response('There is no such button.', { status: 400 })
  mustBe(insider, button.needs)
  return button.work({ insider, client, field })
}

const listOf = ({ team }: Insider, done: string): Response => go(`/team/${team.slug}/addresses?done=${done}`)
const inTheWay = (problem: string, status = 400): Response => json<AddressAnswer>({ problem }, { status })
const noSuch = (): Response => new Response('There is no such address.', { status: 404 })

async function take({ insider, client, field }: Pressed): Promise<Response> {
  const { teamId, person } = insider
  const [hours, mailsPerDay] = [hoursOf(field('hours')), mailsPerDayOf(field('mailsPerDay').trim())]
  if (hours === undefined) return inTheWay('For how long is a number of hours, a year at most.')
  if (mailsPerDay === undefined) return inTheWay(`Mails a day are from 1 to ${env.MAILS_PER_ADDRESS_DAY}.`)
  const asked = { name: field('name'), project: field('project'), domain: field('domain'), localPart: field('localPart').trim() }
  const taken = await takeTeamAddress(insider, client, { ...asked, hours, mailsPerDay })
  if (!taken.given) return inTheWay(taken.say, { 'too-many': 429, 'members-only': 403, 'not-that': 400 }[taken.reason])
  const { email } = taken.address
  await note({ teamId, userId: person.id, action: 'address.taken', subject: email })
  return json<AddressAnswer>({ email, token: taken.token })
}

async function change({ insider: { team, teamId, projects }, field }: Pressed, asked: AddressChange): Promise<Response> {
  const which = { id: field('id'), change: asked, freshHours: env.ADDRESS_TTL_HOURS }
  if (!(await changeTeamAddress({ teamId, projects }, which))) throw noSuch()
  return go(`/team/${team.slug}/addresses?done=changed`)
}

async function extend(pressed: Pressed): Promise<Response> {
  const hours = hoursOf(pressed.field('hours'))
  if (hours === undefined) throw new Response('For how long is a number of hours, a year at most.', { status: 400 })
  return change(pressed, { hours })
}

async function limit(pressed: Pressed): Promise<Response> {
  const mailsPerDay = mailsPerDayOf(pressed.field('mailsPerDay').trim())
  if (mailsPerDay === undefined) return inTheWay(`Mails a day are from 1 to ${env.MAILS_PER_ADDRESS_DAY}.`)
  return change(pressed, { mailsPerDay })
}

async function move(pressed: Pressed): Promise<Response> {
  const projectId = await projectToPutIn(pressed.insider, pressed.field('project'))
  if (projectId === undefined) throw new Response('There is no such project.', { status: 400 })
  return change(pressed, { projectId })
}

async function remove({ insider, field }: Pressed): Promise<Response> {
  const { teamId, projects, person } = insider
  const known = await teamAddress({ teamId, projects }, field('id'))
  if (!known) throw noSuch()
  await deleteAddress({ id: known.id, teamId })
  await note({ teamId, userId: person.id, action: 'address.deleted', subject: known.email })
  return listOf(insider, known.inUse ? 'retired' : 'deleted')
}
