/** The table of a team's domains, and its buttons: add, watch, tag, put into a project, look again, remove, accept a finding. */
import { json } from '@remix-run/server-runtime'
import type { ReportWords } from '#checks/report.ts'
import { acceptFinding, longestReason, unacceptFinding } from '#prisma/accepted.ts'
import { note } from '#prisma/audit.ts'
import { addDomains, changeDomains, type DomainState, domainsOf, type Ending, removeDomains, tagsOf } from '#prisma/domain.ts'
import { isId } from '#prisma/id.ts'
import { type Preset, unwatch, watch } from '#prisma/monitor.ts'
import { namedProjects, projectsOf } from '#prisma/project.ts'
import { formOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import { type Action, may } from '../roles.ts'
import { type Insider, mustBe, teamBehind } from '../who.server.ts'
import { addPasted, lookAt, presetOf } from './add.server.ts'
import { domainsCsv, foundDomains, type FoundDomain, type TableFilter } from './domain-rows.server.ts'
import { type Refused, readPasted, tagsOf as cleanTags } from './names.server.ts'

/** Times ISO 8601. */
export interface DomainRow {
  name: string
  state: DomainState
  since: string | null
  changed: ReportWords | null
  changedAt: string | null
  policy: string | null
  services: FoundDomain['services']
  nextExpiry: string | null
  nextExpiryOf: Ending | null
  project: string
  tags: string[]
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

/** What cannot be asked for is as if it were not asked. */
const tableFilter = ({ project, state, tag, text, service }: Filter): TableFilter => ({
  projectId: isId(project) ? project : undefined,
  state: states.includes(state) ? (state as DomainState) : undefined,
  tag: tag || undefined,
  text: text.toLowerCase() || undefined,
  service: service || undefined,
})

export async function domainsPage(request: Request, slug: string | undefined): Promise<DomainsPage> {
  const { teamId, projects, role, team } = await teamBehind(request, slug)
  const { searchParams } = new URL(request.url)
  const filter = filterOf((name) => searchParams.get(name))
  const reach = { teamId, projects }
  const [allProjects, { found, services }, tags] = await Promise.all([
    namedProjects(reach),
    foundDomains(reach, tableFilter(filter)),
    tagsOf(reach),
  ])
  const names = new Map(allProjects.map(({ id, name }) => [id, name]))
  return {
    team: { slug: team.slug, name: team.name },
    mayChange: may(role, 'domains'),
    rows: found.map(({ name, state, policy, tags, changed, services, watched, ...one }) => ({
      ...{ name, state, policy, tags, changed, services, watched },
      nextExpiryOf: one.nextExpiryOf,
      since: one.stateSince?.toISOString() ?? null,
      changedAt: one.changedAt?.toISOString() ?? null,
      nextExpiry: one.nextExpiry?.toISOString() ?? null,
      project: names.get(one.projectId ?? '') ?? '',
    })),
    ...{ tags, filter, projects: allProjects },
    services: [...new Set([filter.service, ...services])].filter(Boolean).sort(),
    done: (searchParams.get('done') ?? '').slice(0, 20),
  }
}

/** What the table shows, as a file. */
export async function domainsFile(request: Request, slug: string | undefined): Promise<Response> {
  const { teamId, projects } = await teamBehind(request, slug)
  const { searchParams } = new URL(request.url)
  return domainsCsv({ teamId, projects }, tableFilter(filterOf((name) => searchParams.get(name))))
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
  const shown = () => foundDomains(reachOf(insider), tableFilter(filterOf((name) => textOf(form.get(`shown-${name}`)))))
  const names = isAll
    ? (await shown()).found.map(({ name }) => name)
    : form.getAll('name').map(textOf).filter(Boolean).slice(0, 1000)
  return button.work({ insider, form, field, names })
}

const textOf = (value: FormDataEntryValue | null): string => (typeof value === 'string' ? value : '')
const reachOf = ({ teamId, projects }: Insider) => ({ teamId, projects })
const listOf = ({ team }: Insider, done: string): Response => go(`/team/${team.slug}/domains?done=${done}`)

/** Back to where the button stood: a path of ours, else the table. */
const backOf = ({ insider, field }: Pressed, done: string): Response =>
  field('back') ? go(field('back')) : listOf(insider, done)

async function add({ insider, field }: Pressed): Promise<Response> {
  const given = field('project') || (insider.projects?.[0] ?? '')
  const { added, doubles, refused } = await addPasted(insider, field('domains'), {
    project: given,
    preset: presetOf(field('preset')),
  })
  if (refused.length === 0) return listOf(insider, 'added')
  const typed = refused.map(({ text }) => text).join('\n')
  return json<Understood>({ added: added.length, doubles, refused, typed })
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
