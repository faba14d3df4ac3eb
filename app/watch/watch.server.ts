/** Watching a domain, a host or an address, otherwise, not for a while, and no more: what pages and the API share. */
import { note } from '#prisma/audit.ts'
import { addDomains, domainOf } from '#prisma/domain.ts'
import { isId } from '#prisma/id.ts'
import {
  changeMonitor,
  type MonitorChange,
  type MonitorKind,
  monitorOf,
  type MonitorView,
  monitorWithin,
  type Preset,
  unwatch,
  watch,
  watchedBesideDomains,
} from '#prisma/monitor.ts'
import type { Person } from '#prisma/sign-in.ts'
import { projectToPutIn } from '../addresses/take.server.ts'
import { askForProbe, askForScan } from '../limits.server.ts'
import { readHost } from '../probe/subject.server.ts'
import { readAddress } from '../scan/subject.server.ts'
import { readTyped } from '../scan/typed.server.ts'

export interface Watcher {
  teamId: string
  projects: string[] | null
  person: Person
}

export interface Watchable {
  kind: MonitorKind
  subject: string
}

/** Why it is not watched, in words for people. */
export interface NotWatched {
  code: string
  say: string
  /** When it may be tried again. */
  retryAt?: Date
}

export interface HowWatched {
  preset: Preset
  /** Of the preset `own`. */
  everyMinutes?: number | undefined
  /** The id of a project, '' for none; left out, it stays where it is. */
  project?: string | undefined
}

/** Each is looked at by itself, where the domains of a team are as many as it keeps. */
const mostBesideDomains = 300

/** What is meant, as somebody wrote it. */
export function readWatchable(kind: MonitorKind, typed: string): Watchable | NotWatched {
  if (kind === 'host') {
    const read = readHost(typed)
    return 'host' in read ? { kind, subject: read.host } : read
  }
  if (kind === 'address') {
    const read = readAddress(typed)
    return 'subject' in read ? { kind, subject: read.subject } : read
  }
  const read = readTyped(typed)
  return 'domain' in read ? { kind, subject: read.domain } : read
}

/** Watches it from now on, or otherwise than before; a domain is kept from then on, too. `client`: where the request comes from. */
export async function watchIt(
  watcher: Watcher,
  client: string,
  { kind, subject }: Watchable,
  { project, ...how }: HowWatched,
): Promise<MonitorView | NotWatched> {
  const { teamId, person } = watcher
  const place = await (kind === 'domain'
    ? placeOfDomain(watcher, subject, project)
    : placeOf(watcher, client, { kind, subject }, project))
  if ('say' in place) return place
  const made = await watch({ teamId, ...place, kind, subject, createdBy: person.id, ...how })
  await noteOf(watcher, { kind, subject }, 'watched')
  return made
}

type Place = { projectId: string | null }

/** The same for what is not there and for what others keep: nothing is told of them. */
const outOfReach: NotWatched = { code: 'not-found', say: 'You cannot watch this for that project. The admins of your team can.' }

/** A domain is in its own project, whatever is asked for; a new one goes where it is asked for. */
async function placeOfDomain(watcher: Watcher, name: string, project = ''): Promise<Place | NotWatched> {
  const { teamId, projects, person } = watcher
  const projectId = await projectToPutIn(watcher, project)
  if (projectId === undefined) return outOfReach
  const added = await addDomains({ teamId, domains: [{ name, projectId, tags: [] }] })
  if (added.length > 0) await note({ teamId, userId: person.id, action: 'domain.added', subject: name })
  const kept = await domainOf({ teamId, projects }, name)
  return kept ? { projectId: kept.projectId } : outOfReach
}

async function placeOf(watcher: Watcher, client: string, what: Watchable, project?: string): Promise<Place | NotWatched> {
  const { teamId, projects, person } = watcher
  const before = await monitorOf({ teamId, ...what })
  const isHidden = before && projects !== null && !projects.includes(before.projectId ?? '')
  if (isHidden) return outOfReach
  const projectId = before && project === undefined ? before.projectId : await projectToPutIn(watcher, project ?? '')
  if (projectId === undefined) return outOfReach
  return (before ? null : await noRoom({ teamId, person, client }, what)) ?? { projectId }
}

/** The first look is at once, so it counts as one that was asked for. */
async function noRoom(
  { teamId, ...asker }: { teamId: string; person: Person; client: string },
  { kind }: Watchable,
): Promise<NotWatched | null> {
  if ((await watchedBesideDomains({ teamId })) >= mostBesideDomains) {
    return { code: 'too-many-watched', say: `A team watches ${mostBesideDomains} hosts and addresses at most, and yours does.` }
  }
  const leave = await (kind === 'host' ? askForProbe(asker) : askForScan(asker))
  if (leave.given) return null
  const retryAt = 'retryAt' in leave ? { retryAt: leave.retryAt } : {}
  return { code: 'too-often', say: 'You have had many hosts and addresses looked at this hour.', ...retryAt }
}

/** Changes how it is watched. Null for what is not there or out of reach. */
export async function changeWatch(watcher: Watcher, id: string, change: MonitorChange): Promise<MonitorView | NotWatched | null> {
  const known = await within(watcher, id)
  if (known?.kind === 'domain' && change.projectId !== undefined)
    return { code: 'of-its-domain', say: 'A domain is watched in its own project: put the domain into another one.' }
  const changed = known && (await changeMonitor(watcher, id, change))
  if (changed) await noteOf(watcher, changed, wordOf(change))
  return changed
}

const within = async (reach: Watcher, id: string): Promise<MonitorView | null> => (isId(id) ? monitorWithin(reach, id) : null)

const wordOf = ({ isPaused }: MonitorChange): string =>
  isPaused === undefined ? 'rewatched' : isPaused ? 'watch-paused' : 'watch-resumed'

/** Watches it no more. Null for what is not there or out of reach. */
export async function endWatch(watcher: Watcher, id: string): Promise<MonitorView | null> {
  const known = await within(watcher, id)
  if (!known) return null
  const { kind, subject } = known
  await unwatch({ teamId: watcher.teamId, kind, subject })
  await noteOf(watcher, known, 'unwatched')
  return known
}

const noteOf = ({ teamId, person }: Watcher, { kind, subject }: Watchable, action: string): Promise<void> =>
  note({ teamId, userId: person.id, action: `${kind === 'address' ? 'ip' : kind}.${action}`, subject })
