/** The table of a team's domains, and its buttons: add, watch, tag, put into a project, look again, remove, accept a finding. */
import { json } from '@remix-run/server-runtime'
import type { ReportWords } from '#checks/report.ts'
import { acceptFinding, longestReason, unacceptFinding } from '#prisma/accepted.ts'
import { note } from '#prisma/audit.ts'
import {
  addDomains,
  changeDomains,
  type DomainState,
  type DomainView,
  domainsOf,
  type Ending,
  type Reach,
  removeDomains,
  tagsOf,
} from '#prisma/domain.ts'
import { isId } from '#prisma/id.ts'
import { servicesSeen } from '#prisma/known-sender.ts'
import { monitorsOf, type Preset, unwatch, watch } from '#prisma/monitor.ts'
import { createProject, namedProjects, projectsOf } from '#prisma/project.ts'
import { createScan } from '#prisma/scan.ts'
import { requestScan } from '#worker/queue.ts'
import { formOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import { type Action, may } from '../roles.ts'
import { type Insider, mustBe, teamBehind } from '../who.server.ts'
import { type Refused, readPasted, tagsOf as cleanTags } from './names.server.ts'

/** Times ISO 8601. */
export interface DomainRow {
  name: string
  state: DomainState
  since: string | null
  changed: ReportWords | null
  changedAt: string | null
  policy: string | null
  /** Services seen sending with its name and passing, by name, '' for servers of none that is known; null for who is limited to projects. */
  services: string[] | null
  nextExpiry: string | null
  nextExpiryOf: Ending | null
  project: string
  tags: string[]
  /** How it is watched; null when it is not. */
  watched: Preset | null
}

export interface DomainsPage {
  team: { slug: string; name: string }
  mayChange: boolean
  rows: DomainRow[]
  tags: string[]
  projects: { id: string; name: string }[]
  /** Seen sending for any of them. */
  services: string[]
  filter: Filter
  done: string
}

/** As it stands in the query; '' for what is not asked. */
interface Filter {
  project: string
  tag: string
  state: string
  service: string
  text: string
}

/** What was understood of a paste, when some of it was not. */
export interface Understood {
  added: number
  doubles: number
  refused: Refused[]
  typed: string
}

const states: readonly string[] = ['problems', 'warnings', 'unknown', 'waiting', 'in-order']

/** What is asked of the table, of a query or a form. */
function filterOf(field: (name: string) => string | null): Filter {
  const asked = (name: string) => (field(name) ?? '').slice(0, 253)
  return { project: asked('project'), tag: asked('tag'), state: asked('state'), service: asked('service'), text: asked('text') }
}

/** Those that a filter leaves, the neediest first, with the services seen sending for each; null for who may not know them. */
async function filtered({ teamId, projects }: Reach, filter: Filter) {
  const domains = await domainsOf(
    { teamId, projects },
    {
      projectId: isId(filter.project) ? filter.project : undefined,
      state: states.includes(filter.state) ? (filter.state as DomainState) : undefined,
      tag: filter.tag || undefined,
      text: filter.text.toLowerCase() || undefined,
    },
  )
  const services = projects === null ? await servicesSeen({ teamId, domains: domains.map(({ name }) => name) }) : null
  const isAsked = ({ name }: DomainView) => filter.service === '' || services?.get(name)?.includes(filter.service)
  return { domains: domains.filter(isAsked), services }
}

export async function domainsPage(request: Request, slug: string | undefined): Promise<DomainsPage> {
  const { teamId, projects, role, team } = await teamBehind(request, slug)
  const { searchParams } = new URL(request.url)
  const filter = filterOf((name) => searchParams.get(name))
  const reach = { teamId, projects }
  const allProjects = await namedProjects({ teamId, projects })
  const [{ domains, services }, monitors, tags] = await Promise.all([filtered(reach, filter), monitorsOf(reach), tagsOf(reach)])
  const watched = new Map(monitors.filter(({ kind }) => kind === 'domain').map(({ subject, preset }) => [subject, preset]))
  const names = new Map(allProjects.map(({ id, name }) => [id, name]))
  const seen = new Set([filter.service, ...[...(services?.values() ?? [])].flat()])
  return {
    team: { slug: team.slug, name: team.name },
    mayChange: may(role, 'domains'),
    rows: domains.map((one) => ({
      ...{ name: one.name, state: one.state, policy: one.policy, tags: one.tags, changed: one.changed },
      nextExpiryOf: one.nextExpiryOf,
      services: services && (services.get(one.name) ?? []),
      since: one.stateSince?.toISOString() ?? null,
      changedAt: one.changedAt?.toISOString() ?? null,
      nextExpiry: one.nextExpiry?.toISOString() ?? null,
      project: names.get(one.projectId ?? '') ?? '',
      watched: watched.get(one.name) ?? null,
    })),
    ...{ tags, filter, projects: allProjects },
    services: [...seen].filter(Boolean).sort(),
    done: (searchParams.get('done') ?? '').slice(0, 20),
  }
}

interface Pressed {
  insider: Insider
  form: FormData
  field: (name: string) => string
  /** The domains that are ticked, or the one the button stands at. */
  names: string[]
}

const buttons: Record<string, { needs: Action; work: (pressed: Pressed) => Promise<Response> }> = {
  add: { needs: 'domains', work: add },
  tag: { needs: 'domains', work: tag },
  move: { needs: 'domains', work: move },
  remove: { needs: 'domains', work: remove },
  look: { needs: 'test', work: lookAgain },
  watch: { needs: 'monitors', work: watchThem },
  unwatch: { needs: 'monitors', work: unwatchThem },
  accept: { needs: 'domains', work: accept },
  unaccept: { needs: 'domains', work: unaccept },
}

/** @throws {Response} 400 for a button that is not there, 403 for another role */
export async function pressDomains(request: Request, slug: string | undefined): Promise<Response> {
  const insider = await teamBehind(request, slug)
  const form = await formOf(request)
  const field = (name: string) => textOf(form.get(name))
  const button = buttons[field('intent')]
  if (!button) throw new Response('There is no such button.', { status: 400 })
  mustBe(insider, button.needs)
  const isAll = field('all') === 'yes'
  const shown = isAll
    ? (
        await filtered(
          insider,
          filterOf((name) => textOf(form.get(`shown-${name}`))),
        )
      ).domains
    : []
  const names = isAll ? shown.map(({ name }) => name) : form.getAll('name').map(textOf).filter(Boolean).slice(0, 1000)
  return button.work({ insider, form, field, names })
}

const textOf = (value: FormDataEntryValue | null): string => (typeof value === 'string' ? value : '')
const reachOf = ({ teamId, projects }: Insider) => ({ teamId, projects })
const listOf = ({ team }: Insider, done: string): Response => go(`/team/${team.slug}/domains?done=${done}`)

/** Back to where the button stood: a path of ours, else the table. */
const backOf = ({ insider, field }: Pressed, done: string): Response =>
  field('back') ? go(field('back')) : listOf(insider, done)

async function add({ insider, field }: Pressed): Promise<Response> {
  const { teamId, projects, person } = insider
  const { domains, refused, doubles } = readPasted(field('domains'))
  const chosen = field('project') || (projects?.[0] ?? '')
  const known = new Map((await projectsOf({ teamId, projects: null })).map(({ id, name }) => [name, id]))
  const reachable = [...known.values()].includes(chosen) && (projects === null || projects.includes(chosen)) ? chosen : null
  const toAdd = []
  for (const { name, client, tags } of domains) {
    const named = client === '' ? undefined : await clientOf(insider, client, known)
    toAdd.push({ name, tags, projectId: named ?? reachable })
  }
  const added = await addDomains({ teamId, domains: toAdd })
  for (const name of added) {
    await note({ teamId, userId: person.id, action: 'domain.added', subject: name })
    const { projectId = null } = toAdd.find((one) => one.name === name) ?? {}
    const preset = presetOf(field('preset'))
    if (preset) await watch({ teamId, projectId, kind: 'domain', subject: name, preset, createdBy: person.id })
    else await lookAt(teamId, projectId, name)
  }
  if (refused.length === 0) return listOf(insider, 'added')
  const typed = refused.map(({ text }) => text).join('\n')
  return json<Understood>({ added: added.length, doubles: doubles + domains.length - added.length, refused, typed })
}

/** The project of a client by its name; made when it is new and the asker may. */
async function clientOf(
  { teamId, projects, role }: Insider,
  name: string,
  known: Map<string, string>,
): Promise<string | undefined> {
  const present = known.get(name)
  if (present) return projects === null || projects.includes(present) ? present : undefined
  if (projects !== null || !may(role, 'settings')) return undefined
  const made = await createProject({ teamId, name, isClient: true })
  if (made) known.set(made.name, made.id)
  return made?.id
}

const presets: readonly Preset[] = ['usual', 'close', 'quiet']
const presetOf = (text: string): Preset | undefined => presets.find((one) => one === text)

async function lookAt(teamId: string, projectId: string | null, subject: string): Promise<void> {
  const scan = await createScan({ teamId, projectId, subject })
  requestScan(scan.id)
}

/** Those of the names that are the team's, within reach, with their projects. */
async function ticked({ insider, names }: Pressed): Promise<{ name: string; projectId: string | null }[]> {
  const wanted = new Set(names)
  return (await domainsOf(reachOf(insider))).filter(({ name }) => wanted.has(name))
}

async function tag({ insider, names, field }: Pressed): Promise<Response> {
  await changeDomains(reachOf(insider), names, { tags: cleanTags(field('tags').split(/[\s,;]+/)) })
  return listOf(insider, 'changed')
}

async function move({ insider, names, field }: Pressed): Promise<Response> {
  const { teamId, projects } = insider
  const target = field('project')
  const isKnown = (await projectsOf({ teamId, projects })).some(({ id }) => id === target)
  if (target !== '' && !isKnown) throw new Response('There is no such project.', { status: 400 })
  if (target === '' && projects !== null) throw new Response('You are limited to projects in this team.', { status: 403 })
  await changeDomains(reachOf(insider), names, { projectId: target || null })
  return listOf(insider, 'changed')
}

async function remove({ insider, names }: Pressed): Promise<Response> {
  const { teamId, person } = insider
  await removeDomains(reachOf(insider), names)
  for (const name of names) await note({ teamId, userId: person.id, action: 'domain.removed', subject: name })
  return listOf(insider, 'removed')
}

async function lookAgain(pressed: Pressed): Promise<Response> {
  for (const { name, projectId } of await ticked(pressed)) await lookAt(pressed.insider.teamId, projectId, name)
  return listOf(pressed.insider, 'looking')
}

async function watchThem(pressed: Pressed): Promise<Response> {
  const { insider, field, names } = pressed
  const { teamId, projects, person } = insider
  const preset = presetOf(field('preset')) ?? 'usual'
  // From the page of a domain that is not kept yet: watching keeps it.
  const read = names.map((name) => readPasted(name).domains[0]?.name).filter((name) => name !== undefined)
  await addDomains({ teamId, domains: read.map((name) => ({ name, tags: [], projectId: projects?.[0] ?? null })) })
  for (const { name: subject, projectId } of await ticked({ ...pressed, names: read })) {
    await watch({ teamId, projectId, kind: 'domain', subject, preset, createdBy: person.id })
    await note({ teamId, userId: person.id, action: 'domain.watched', subject })
  }
  return backOf(pressed, 'watched')
}

async function unwatchThem(pressed: Pressed): Promise<Response> {
  const { teamId, person } = pressed.insider
  for (const { name: subject } of await ticked(pressed)) {
    await unwatch({ teamId, kind: 'domain', subject })
    await note({ teamId, userId: person.id, action: 'domain.unwatched', subject })
  }
  return backOf(pressed, 'changed')
}

const dayMs = 86_400_000

async function accept(pressed: Pressed): Promise<Response> {
  const { insider, field } = pressed
  const { teamId, person } = insider
  const [domain] = await ticked(pressed)
  const [checkId, code, reason, days] = [
    field('check'),
    field('code'),
    field('reason').trim().slice(0, longestReason),
    Number(field('days')),
  ]
  const isSaid = /^[a-z0-9-]{1,64}$/.test(checkId) && /^[a-z0-9-]{1,64}$/.test(code) && reason !== ''
  if (!domain || !isSaid) throw new Response('Say why it is accepted, for a domain that the team keeps.', { status: 400 })
  const until = Number.isInteger(days) && days > 0 && days <= 3650 ? new Date(Date.now() + days * dayMs) : null
  await acceptFinding({ teamId, domain: domain.name, checkId, code, reason, userId: person.id, until })
  await note({ teamId, userId: person.id, action: 'finding.accepted', subject: `${domain.name} ${checkId} ${code}` })
  return backOf(pressed, 'changed')
}

async function unaccept(pressed: Pressed): Promise<Response> {
  const { insider, field } = pressed
  const [domain] = await ticked(pressed)
  const { teamId, person } = insider
  if (domain && (await unacceptFinding({ teamId, domain: domain.name, id: field('id') })))
    await note({ teamId, userId: person.id, action: 'finding.unaccepted', subject: domain.name })
  return backOf(pressed, 'changed')
}
