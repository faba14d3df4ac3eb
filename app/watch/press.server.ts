/** What the page of a domain, a host or an address shows of its being watched. */
import { domainOf } from '#prisma/domain.ts'
import { monitorOf, type MonitorView, type Preset } from '#prisma/monitor.ts'
import { namedProjects } from '#prisma/project.ts'
import { may } from '../roles.ts'
import { whoAsks } from '../who.server.ts'
import type { Watchable } from './watch.server.ts'

/** Times ISO 8601. */
export interface WatchAbout extends Watchable {
  /** Of the team that is looked at: where the buttons are pressed, and what is watched stands. */
  at: string
  team: string
  /** The page they stand on. */
  back: string
  mayWatch: boolean
  /** Projects it can be watched for; empty where there is nothing to choose. */
  projects: { id: string; name: string }[]
  /** To some of the projects: it must be in one. */
  isLimited: boolean
  /** Null while it is not watched. */
  watched: {
    id: string
    preset: Preset
    everyMinutes: number
    since: string
    /** Null when it is due. */
    nextDueAt: string | null
    pausedAt: string | null
    projectId: string | null
  } | null
}

/** Null for who belongs to no team. */
export async function watchAbout(request: Request, { kind, subject }: Watchable): Promise<WatchAbout | null> {
  const { memberships, teamId, projects, role } = await whoAsks(request)
  const team = memberships.find((one) => one.teamId === teamId)
  if (!team || teamId === null) return null
  const reach = { teamId, projects }
  const [monitor, kept, open] = await Promise.all([
    monitorOf({ teamId, kind, subject }),
    kind === 'domain' ? domainOf(reach, subject) : null,
    namedProjects(reach),
  ])
  const isSeen = monitor && (projects === null || projects.includes(monitor.projectId ?? ''))
  return {
    ...{ kind, subject, at: `/team/${team.slug}/watched`, team: team.kind === 'personal' ? 'Personal' : team.name },
    ...{ back: new URL(request.url).pathname, mayWatch: may(role, 'monitors'), isLimited: projects !== null },
    // A domain that is kept is watched in its own project.
    projects: kept ? [] : open,
    watched: isSeen ? watchedNow(monitor) : null,
  }
}

/** ISO 8601; null when it is due. */
export const nextLook = ({ nextDueAt }: Pick<MonitorView, 'nextDueAt'>): string | null =>
  nextDueAt.getTime() > Date.now() ? nextDueAt.toISOString() : null

const watchedNow = ({
  id,
  preset,
  everyMinutes,
  createdAt,
  nextDueAt,
  pausedAt,
  projectId,
}: MonitorView): WatchAbout['watched'] => ({
  ...{ id, preset, everyMinutes, projectId },
  since: createdAt.toISOString(),
  nextDueAt: nextLook({ nextDueAt }),
  pausedAt: pausedAt?.toISOString() ?? null,
})
