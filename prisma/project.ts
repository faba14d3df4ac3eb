/** Projects: named parts of a team, into which addresses, bounces and what comes of them are put. */
import { prisma } from './client.ts'
import { isId, newId } from './id.ts'
import { isLess, type Keeps, stripFromFirst } from './keeps.ts'
import type { Reach } from './reach.ts'
import { storable } from './text.ts'

export interface ProjectView {
  id: string
  teamId: string
  name: string
  isClient: boolean
  /** Of a mail, once it has its report. */
  keeps: Keeps
  /** Alerts that stem from its mails carry their subjects and addresses. */
  alertsTellAll: boolean
  createdAt: Date
}

/** Projects of one team. */
export const mostProjects = 200
export const longestProjectName = 80
const viewed = { id: true, teamId: true, name: true, isClient: true, keeps: true, alertsTellAll: true, createdAt: true } as const

/** A name as it is stored: on one line, without spaces around; '' when nothing is left. */
export const projectName = (given: string): string =>
  storable(given)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, longestProjectName)
    .trim()

/**
 * Makes a project, or gives the one of the team that has this name.
 * Null for a name without a letter, and when the team has as many as it may.
 */
export async function createProject({
  teamId,
  name: given,
  isClient = false,
  keeps = 'everything',
  alertsTellAll = false,
}: {
  teamId: string
  name: string
  isClient?: boolean | undefined
  keeps?: Keeps | undefined
  alertsTellAll?: boolean | undefined
}): Promise<ProjectView | null> {
  const name = projectName(given)
  if (name === '') return null
  const known = await prisma.project.findUnique({ where: { teamId_name: { teamId, name } }, select: viewed })
  if (known) return view(known)
  if ((await prisma.project.count({ where: { teamId } })) >= mostProjects) return null
  // Of two who ask at the same time both get the one that was made first.
  await prisma.project.createMany({ data: { id: newId(), teamId, name, isClient, keeps, alertsTellAll }, skipDuplicates: true })
  return view(await prisma.project.findUniqueOrThrow({ where: { teamId_name: { teamId, name } }, select: viewed }))
}

/** The projects of a team that are within reach, by name. */
export async function projectsOf({ teamId, projects }: Reach): Promise<ProjectView[]> {
  const where = { teamId, ...(projects && { id: { in: projects } }) }
  return (await prisma.project.findMany({ where, orderBy: { name: 'asc' }, select: viewed })).map(view)
}

/** As `projectsOf`, what a page needs to name them. */
export const namedProjects = async (reach: Reach): Promise<{ id: string; name: string }[]> =>
  (await projectsOf(reach)).map(({ id, name }) => ({ id, name }))

/** One project of a team. Null for an id that is malformed, unknown, or another team's. */
export async function projectOf({ teamId, id }: { teamId: string; id: string }): Promise<ProjectView | null> {
  const row = isId(id) ? await prisma.project.findFirst({ where: { id, teamId }, select: viewed }) : null
  return row && view(row)
}

export interface ProjectChange {
  teamId: string
  id: string
  name?: string | undefined
  isClient?: boolean | undefined
  /** Where it is less than before, the mails that are there already are stripped as well; what is gone never comes back. */
  keeps?: Keeps | undefined
  alertsTellAll?: boolean | undefined
}

/** Gives a project another name, says whether it is a client, what it keeps, or what its alerts tell. `taken`: the name has no letter, or another project has it. */
export async function changeProject(change: ProjectChange): Promise<'changed' | 'taken' | 'not-there'> {
  const { teamId, id, isClient, keeps, alertsTellAll } = change
  if (!isId(id)) return 'not-there'
  const name = change.name === undefined ? undefined : projectName(change.name)
  if (name === '') return 'taken'
  if (name !== undefined && (await prisma.project.count({ where: { teamId, name, id: { not: id } } })) > 0) return 'taken'
  const said = {
    ...(name !== undefined && { name }),
    ...(isClient !== undefined && { isClient }),
    ...(alertsTellAll !== undefined && { alertsTellAll }),
  }
  return prisma.$transaction(async (db) => {
    const known = await db.project.findFirst({ where: { teamId, id }, select: viewed })
    if (!known) return 'not-there'
    const strips = keeps && isLess(keeps, view(known).keeps) ? stripFromFirst : {}
    await db.project.update({ where: { id }, data: { ...said, ...(keeps && { keeps }), ...strips } })
    return 'changed'
  })
}

const view = ({ keeps, ...row }: Omit<ProjectView, 'keeps'> & { keeps: string }): ProjectView => ({
  ...row,
  keeps: keeps as Keeps,
})
