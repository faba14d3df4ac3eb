/** What every page knows of who is signed in. */
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
}

export interface AccountLine {
  email: string
  isOperator: boolean
  zone: string | null
  /** The team that is looked at. */
  team: TeamLine | null
  teams: TeamLine[]
}

/** Null for nobody, and while the database is away: a page that needs none must still come. */
export async function accountLine(request: Request): Promise<AccountLine | null> {
  const who = await whoAsks(request).catch(() => null)
  if (!who?.person) return null
  const { person, memberships, teamId } = who
  const teams = memberships.map((one) => ({
    ...{ id: one.teamId, slug: one.slug, role: one.role, isLooked: one.teamId === teamId },
    name: one.kind === 'personal' ? 'Personal' : one.name,
  }))
  const team = teams.find(({ isLooked }) => isLooked) ?? null
  return { email: person.email, isOperator: person.isOperator, zone: person.zone, team, teams }
}
