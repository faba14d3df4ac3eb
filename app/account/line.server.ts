/** What every page knows of who is signed in. */
import { projectsOf } from '#prisma/project.ts'
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
}

/** Null for nobody, and while the database is away: a page that needs none must still come. A team named in the path is the one looked at. */
export async function accountLine(request: Request): Promise<AccountLine | null> {
  const who = await whoAsks(request).catch(() => null)
  if (!who?.person) return null
  const { person, memberships } = who
  const [, slug] = /^\/team\/([^/]+)/.exec(new URL(request.url).pathname) ?? []
  const looked = memberships.find((one) => one.slug === slug)?.teamId ?? who.teamId
  const teams = memberships.map((one) => ({
    ...{ id: one.teamId, slug: one.slug, role: one.role, isLooked: one.teamId === looked, isLimited: one.projects !== null },
    name: one.kind === 'personal' ? 'Personal' : one.name,
  }))
  const team = teams.find(({ isLooked }) => isLooked) ?? null
  const within = memberships.find(({ teamId }) => teamId === looked)?.projects ?? null
  const projects = team ? await projectLines(team.id, within).catch(() => []) : []
  return { email: person.email, isOperator: person.isOperator, zone: person.zone, team, teams, projects }
}

async function projectLines(teamId: string, within: string[] | null): Promise<ProjectLine[]> {
  const seen = await projectsOf({ teamId, projects: within })
  return seen.map(({ id, name, isClient }) => ({ id, name, isClient }))
}
