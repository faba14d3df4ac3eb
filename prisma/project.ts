/** Projects: named parts of a team, into which addresses, bounces and what comes of them are put. */
import { prisma } from './client.ts'
import { isId, newId } from './id.ts'
import { storable } from './text.ts'

export interface ProjectView {
  id: string
  teamId: string
  name: string
  isClient: boolean
  createdAt: Date
}

/** Projects of one team. */
export const mostProjects = 200
export const longestProjectName = 80
const viewed = { id: true, teamId: true, name: true, isClient: true, createdAt: true } as const

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
}: {
  teamId: string
  name: string
  isClient?: boolean
}): Promise<ProjectView | null> {
  const name = projectName(given)
  if (name === '') return null
  const find = () => prisma.project.findUnique({ where: { teamId_name: { teamId, name } }, select: viewed })
  const known = await find()
  if (known) return known
  if ((await prisma.project.count({ where: { teamId } })) >= mostProjects) return null
  await prisma.project.createMany({ data: { id: newId(), teamId, name, isClient }, skipDuplicates: true })
  return find()
}

/** A team's projects, by name. */
export async function projectsOf({ teamId }: { teamId: string }): Promise<ProjectView[]> {
  return prisma.project.findMany({ where: { teamId }, orderBy: { name: 'asc' }, select: viewed })
}

/** One project of a team. Null for an id that is malformed, unknown, or another team's. */
export async function projectOf({ teamId, id }: { teamId: string; id: string }): Promise<ProjectView | null> {
  return isId(id) ? prisma.project.findFirst({ where: { id, teamId }, select: viewed }) : null
}

export interface ProjectChange {
  teamId: string
  id: string
  name?: string | undefined
  isClient?: boolean | undefined
}

/** Gives a project another name, or says whether it is a client. `taken`: the name has no letter, or another project has it. */
export async function changeProject(change: ProjectChange): Promise<'changed' | 'taken' | 'not-there'> {
  const { teamId, id, isClient } = change
  if (!isId(id)) return 'not-there'
  const name = change.name === undefined ? undefined : projectName(change.name)
  if (name === '') return 'taken'
  if (name !== undefined && (await prisma.project.count({ where: { teamId, name, id: { not: id } } })) > 0) return 'taken'
  const data = { ...(name !== undefined && { name }), ...(isClient !== undefined && { isClient }) }
  const { count } = await prisma.project.updateMany({ where: { teamId, id }, data })
  return count > 0 ? 'changed' : 'not-there'
}

/**
 * Deletes a project, and what was only kept because it was put there. Addresses and what arrived at them stay with the team.
 * False when there is no such project.
 */
export async function deleteProject({ teamId, id }: { teamId: string; id: string }): Promise<boolean> {
  if (!isId(id)) return false
  const ofProject = { teamId, projectId: id }
  const none = { where: ofProject, data: { projectId: null } }
  const [{ count }] = await prisma.$transaction([
    prisma.project.deleteMany({ where: { teamId, id } }),
    prisma.credential.deleteMany({ where: ofProject }),
    prisma.bounce.deleteMany({ where: { ...ofProject, source: 'file' } }),
    prisma.bounce.updateMany(none),
    prisma.address.updateMany(none),
    prisma.mail.updateMany(none),
    prisma.scan.updateMany(none),
    prisma.monitor.updateMany(none),
    prisma.alert.updateMany(none),
  ])
  // The INBOX of who opens all its addresses.
  if (count > 0) await prisma.mailbox.deleteMany({ where: { addressId: id } })
  return count > 0
}
