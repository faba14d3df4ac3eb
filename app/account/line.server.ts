/** What every page knows of who is signed in. */
import { openAlerts } from '#prisma/alert.ts'
import { projectsOf } from '#prisma/project.ts'
import { hasRail } from '../nav/places.ts'
import { reachAsked } from '../nav/project.server.ts'
import type { Role } from '../roles.ts'
import { whoAsks } from '../who.server.ts'

export interface TeamLine {
  id: string
  /** As people read it. */
  name: string
  /** In its pages' paths. */
  slug: string
  role: Role
  isLooked: boolean
  /** To some of its projects. */
  isLimited: boolean
}

export interface ProjectLine {
  id: string
  name: string
  isClient: boolean
}

export interface AccountLine {
  email: string
  isOperator: boolean
  zone: string | null
  /** The team that is looked at. */
  team: TeamLine | null
  teams: TeamLine[]
  /** Of that team, as far as the person may see them. */
  projects: ProjectLine[]
  /** How many of its alerts are open, as far as the person may see them, and no more than are counted; null on pages without a rail. */
  openAlerts: number | null
}

/** More open alerts than one less than this are not counted. */
const mostCounted = 100

/** Null for nobody, and while the database is away: a page that needs none must still come. A team named in the path is the one looked at. */
export async function accountLine(request: Request): Promise<AccountLine | null> {
  const who = await whoAsks(request).catch(() => null)
  if (!who?.person) return null
  const { person, memberships } = who
  const { pathname } = new URL(request.url)
  const [, slug] = /^\/team\/([^/]+)/.exec(pathname) ?? []
  const looked = memberships.find((one) => one.slug === slug)?.teamId ?? who.teamId
  const teams = memberships.map((one) => ({
    ...{ id: one.teamId, slug: one.slug, role: one.role, isLooked: one.teamId === looked, isLimited: one.projects !== null },
    name: one.kind === 'personal' ? 'Personal' : one.name,
  }))
  const team = teams.find(({ isLooked }) => isLooked) ?? null
  const within = memberships.find(({ teamId }) => teamId === looked)?.projects ?? null
  const { email, isOperator, zone } = person
  const [projects, open] = await Promise.all([
    team ? projectLines(team.id, within).catch(() => []) : [],
    team && hasRail(pathname) ? countOpen(request, { teamId: team.id, projects: within }) : null,
  ])
  return { email, isOperator, zone, team, teams, projects, openAlerts: open }
}

const countOpen = (request: Request, within: Parameters<typeof reachAsked>[0]): Promise<number | null> =>
  openAlerts(reachAsked(within, request), { most: mostCounted }).catch(() => null)

async function projectLines(teamId: string, within: string[] | null): Promise<ProjectLine[]> {
  const seen = await projectsOf({ teamId, projects: within })
  return seen.map(({ id, name, isClient }) => ({ id, name, isClient }))
}
