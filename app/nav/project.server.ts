/** The project that the rail's switch chose, `?project=` of a page. */
import { isId } from '#prisma/id.ts'
import type { Reach } from '#prisma/reach.ts'
import type { Insider } from '../who.server.ts'

/** What a page shows: all that the asker may see of the team, or one project of it. One that is out of reach chooses nothing. */
export function reachAsked({ teamId, projects }: Pick<Insider, 'teamId' | 'projects'>, request: Request): Reach {
  const asked = new URL(request.url).searchParams.get('project') ?? ''
  const isOpen = isId(asked) && (projects === null || projects.includes(asked))
  return { teamId, projects: isOpen ? [asked] : projects }
}
