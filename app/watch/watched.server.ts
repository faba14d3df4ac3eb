/** Everything that a team watches, on one page: how it is, when it is looked at, and the buttons to watch otherwise, pause, go on and stop. */
import { json } from '@remix-run/server-runtime'
import type { DomainState } from '#prisma/domain.ts'
import { leastMinutes, type MonitorKind, type MonitorView, mostMinutes, type Preset } from '#prisma/monitor.ts'
import { watchedOf } from '#prisma/watched.ts'
import { formOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import { namedProjects } from '#prisma/project.ts'
import { reachAsked } from '../nav/project.server.ts'
import { may } from '../roles.ts'
import { pathOf } from '../scan/subject.server.ts'
import { type Insider, mustBe, teamBehind } from '../who.server.ts'
import { projectToPutIn } from '../addresses/take.server.ts'
import { nextLook } from './press.server.ts'
import { changeWatch, endWatch, type NotWatched, readWatchable, watchIt } from './watch.server.ts'
import { type Unit, units } from './words.ts'

/** Times ISO 8601. */
export interface WatchedRow {
  id: string
  kind: MonitorKind
  subject: string
  path: string
  state: DomainState
  since: string | null
  lookedAt: string | null
  /** Null when it is due. */
  nextDueAt: string | null
  pausedAt: string | null
  createdAt: string
  preset: Preset
  everyMinutes: number
  until: string | null
  /** '' when it is in none. */
  project: string
}

export interface WatchedPage {
  team: { slug: string; name: string }
  mayChange: boolean
  /** Must be in one of these, for who is limited to them. */
  isLimited: boolean
  projects: { id: string; name: string }[]
  /** As asked for; '' for what is not. */
  filter: { kind: string; text: string; project: string }
  /** Of each kind, whatever is asked for. */
  counts: Record<MonitorKind, number>
  rows: WatchedRow[]
  /** That fit, and are not shown. */
  more: number
  done: string
}

/** What is in the way of a button; `id`: of the row it stands at, '' for the form that begins. */
export interface WatchedAnswer {
  id: string
  problem: string
  retryAt: string | null
  typed: Record<'subject' | 'kind' | 'amount' | 'unit', string>
}

const kinds: readonly MonitorKind[] = ['host', 'address', 'domain']
const kindIn = (text: string | null): MonitorKind | undefined => kinds.find((one) => one === text)
/** More are found by a part of the name. */
const mostShown = 200

export async function watchedPage(request: Request, slug: string | undefined): Promise<WatchedPage> {
  const insider = await teamBehind(request, slug)
  const { team, role } = insider
  const { searchParams } = new URL(request.url)
  const [kind, text] = [kindIn(searchParams.get('kind')), (searchParams.get('text') ?? '').slice(0, 253).toLowerCase()]
  const [all, projects] = await Promise.all([watchedOf(reachAsked(insider, request), { text }), namedProjects(insider)])
  const project = projects.find(({ id }) => id === searchParams.get('project'))
  const asked = all.filter((one) => kind === undefined || one.kind === kind)
  const count = (one: MonitorKind) => all.filter((monitor) => monitor.kind === one).length
  return {
    ...{ team: { slug: team.slug, name: team.name }, mayChange: may(role, 'monitors'), isLimited: insider.projects !== null },
    ...{ projects, filter: { kind: kind ?? '', text, project: project?.id ?? '' } },
    counts: { host: count('host'), address: count('address'), domain: count('domain') },
    rows: asked.slice(0, mostShown).map((one) => rowOf(one, team.slug, projects)),
    more: Math.max(0, asked.length - mostShown),
    done: (searchParams.get('done') ?? '').slice(0, 20),
  }
}

function rowOf(row: MonitorView, slug: string, projects: { id: string; name: string }[]): WatchedRow {
  const { id, kind, subject, state, preset, everyMinutes } = row
  return {
    ...{ id, kind, subject, state, preset, everyMinutes },
    path: kind === 'domain' ? `/team/${slug}/domains/${subject}` : pathOf({ kind, subject, id }),
    since: row.stateSince?.toISOString() ?? null,
    lookedAt: row.lookedAt?.toISOString() ?? null,
    nextDueAt: nextLook(row),
    pausedAt: row.pausedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    until: row.until?.toISOString() ?? null,
    project: projects.find((one) => one.id === row.projectId)?.name ?? '',
  }
}

interface Pressed {
  insider: Insider
  client: string
  form: FormData
  field: (name: string) => string
}

/** What a button came to: where to go, or what is in its way. */
type Outcome = string | NotWatched | null

const buttons: Record<string, (pressed: Pressed) => Promise<Outcome>> = {
  watch: begin,
  set: change,
  pause: ({ insider, field }) => changed(insider, field('id'), { isPaused: true }, 'paused'),
  resume: ({ insider, field }) => changed(insider, field('id'), { isPaused: false }, 'resumed'),
  move,
  unwatch: async ({ insider, field }) => (await endWatch(insider, field('id'))) && 'removed',
}

/** @throws {Response} 400 for a button that is not there, 403 for another role, 404 for what is not there or out of reach */
export async function pressWatched(request: Request, slug: string | undefined, client: string): Promise<Response> {
  const insider = await teamBehind(request, slug, 'read')
  mustBe(insider, 'monitors')
  const form = await formOf(request)
  const field = (name: string) => {
    const value = form.get(name)
    return typeof value === 'string' ? value : ''
  }
  const work = Object.hasOwn(buttons, field('intent')) ? buttons[field('intent')] : undefined
  if (!work) throw new Response('There is no such button.', { status: 400 })
  const outcome = await work({ insider, client, form, field })
  if (outcome === null) throw new Response('Your team watches no such thing, or it is not open to you.', { status: 404 })
  if (typeof outcome !== 'string') return refused(outcome, field)
  return go(field('back') || listOf(request, insider, outcome))
}

/** What was shown is shown again. */
function listOf(request: Request, { team }: Insider, done: string): string {
  const { searchParams } = new URL(request.url)
  const kept = ['kind', 'text', 'project'].flatMap((name) => {
    const value = searchParams.get(name)
    return value ? [[name, value]] : []
  })
  return `/team/${team.slug}/watched?${new URLSearchParams([...kept, ['done', done]])}`
}

function refused({ say: problem, retryAt }: NotWatched, field: (name: string) => string): Response {
  const typed = { subject: field('subject'), kind: field('kind'), amount: field('amount'), unit: field('unit') }
  const answer = { id: field('id'), problem, retryAt: retryAt?.toISOString() ?? null, typed }
  return json<WatchedAnswer>(answer, { status: retryAt ? 429 : 400 })
}

async function begin({ insider, client, form, field }: Pressed): Promise<Outcome> {
  const kind = kindIn(field('kind'))
  if (!kind) throw new Response('There is no such kind of thing to watch.', { status: 400 })
  const what = readWatchable(kind, field('subject'))
  if ('say' in what) return what
  const preset = presetOf(field('preset')) ?? 'usual'
  const made = await watchIt(insider, client, what, { preset, project: form.has('project') ? field('project') : undefined })
  return 'say' in made ? made : 'watched'
}

const presets: readonly Preset[] = ['usual', 'close', 'quiet']
const presetOf = (text: string): Preset | undefined => presets.find((one) => one === text)

async function change({ insider, field }: Pressed): Promise<Outcome> {
  const preset = presetOf(field('preset'))
  if (preset) return changed(insider, field('id'), { preset }, 'changed')
  const every = minutesOf(field('amount'), field('unit'))
  if (typeof every !== 'number') return every
  return changed(insider, field('id'), { preset: 'own', everyMinutes: every }, 'changed')
}

/** Minutes between two looks, as somebody wrote them; or why not, in words. */
function minutesOf(amount: string, unit: string): number | NotWatched {
  const bounds = `From ${leastMinutes} minutes to ${mostMinutes / units.days} days.`
  const minutes =
    /^\d{1,6}$/.test(amount.trim()) && Object.hasOwn(units, unit) ? Number(amount) * units[unit as Unit] : Number.NaN
  if (Number.isNaN(minutes)) return { code: 'no-number', say: `How often is a whole number. ${bounds}` }
  if (minutes < leastMinutes) return { code: 'too-soon', say: `That is more often than is looked. ${bounds}` }
  return minutes > mostMinutes ? { code: 'too-late', say: `That is more seldom than is looked. ${bounds}` } : minutes
}

async function move({ insider, field }: Pressed): Promise<Outcome> {
  const projectId = await projectToPutIn(insider, field('project'))
  if (projectId === undefined) throw new Response('There is no such project.', { status: 400 })
  return changed(insider, field('id'), { projectId }, 'changed')
}

async function changed(insider: Insider, id: string, how: Parameters<typeof changeWatch>[2], done: string): Promise<Outcome> {
  const outcome = await changeWatch(insider, id, how)
  return outcome && ('say' in outcome ? outcome : done)
}
