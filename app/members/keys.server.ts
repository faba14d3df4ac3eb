/** What people of a team have made for programs to come in with, tokens and app passwords: how a page lists them. */
import { membersOf } from '#prisma/member.ts'
import { namedProjects } from '#prisma/project.ts'
import { may } from '../roles.ts'
import type { Insider } from '../who.server.ts'

export interface KeyLine {
  id: string
  name: string
  /** The name of the only project it opens; '' when it opens all that its maker sees. */
  project: string
  /** The address of its maker; '' for the reader's own. */
  by: string
  /** ISO 8601. */
  createdAt: string
  lastUsedAt: string | null
}

interface Key {
  id: string
  name: string
  projectId: string | null
  userId: string
  createdAt: Date
  lastUsedAt: Date | null
}

/** The projects that the asker may choose for one, and how one is written for the asker. Only admins are told whose another's is. */
export async function keysFor({ teamId, projects: within, role, person }: Insider): Promise<{
  projects: { id: string; name: string }[]
  lineOf: (key: Key) => KeyLine
}> {
  const [projects, members] = await Promise.all([
    namedProjects({ teamId, projects: within }),
    may(role, 'settings') ? membersOf({ teamId }) : [],
  ])
  const names = new Map(projects.map(({ id, name }) => [id, name]))
  const people = new Map(members.map(({ userId, email }) => [userId, email]))
  const lineOf = ({ id, name, projectId, userId, createdAt, lastUsedAt }: Key): KeyLine => ({
    ...{ id, name, project: names.get(projectId ?? '') ?? '' },
    by: userId === person.id ? '' : (people.get(userId) ?? 'somebody'),
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  })
  return { projects, lineOf }
}
