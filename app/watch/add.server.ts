/** Has a team keep what was pasted, or sent as a file: its domains, with their clients and tags. */
import { note } from '#prisma/audit.ts'
import { addDomains, type DomainToAdd } from '#prisma/domain.ts'
import { type Preset, watch } from '#prisma/monitor.ts'
import { createProject, projectsOf } from '#prisma/project.ts'
import { createScan } from '#prisma/scan.ts'
import { requestScan } from '#worker/queue.ts'
import { may } from '../roles.ts'
import type { Insider } from '../who.server.ts'
import { type Refused, readPasted } from './names.server.ts'

type Adder = Pick<Insider, 'teamId' | 'projects' | 'role' | 'person'>

export interface Added {
  /** Names that are new. */
  added: string[]
  /** Said more than once, or kept before. */
  doubles: number
  refused: Refused[]
}

/** `project`: the id of that of those without a client; '' for none. Without `preset` each that is new is looked at once. */
export async function addPasted(
  adder: Adder,
  text: string,
  { project, preset }: { project: string; preset: Preset | undefined },
): Promise<Added> {
  const { teamId, projects, person } = adder
  const { domains, refused, doubles } = readPasted(text)
  const known = new Map((await projectsOf({ teamId, projects: null })).map(({ id, name }) => [name, id]))
  const isReachable = [...known.values()].includes(project) && (projects === null || projects.includes(project))
  const toAdd: DomainToAdd[] = []
  for (const { name, client, tags } of domains) {
    const named = client === '' ? undefined : await clientOf(adder, client, known)
    toAdd.push({ name, tags, projectId: named ?? (isReachable ? project : null) })
  }
  const added = await addDomains({ teamId, domains: toAdd })
  for (const subject of added) {
    await note({ teamId, userId: person.id, action: 'domain.added', subject })
    const { projectId = null } = toAdd.find(({ name }) => name === subject) ?? {}
    if (preset) await watch({ teamId, projectId, kind: 'domain', subject, preset, createdBy: person.id })
    else await lookAt(teamId, projectId, subject)
  }
  return { added, doubles: doubles + domains.length - added.length, refused }
}

/** The project of a client by its name; made when it is new and the asker may. */
async function clientOf(
  { teamId, projects, role }: Adder,
  name: string,
  known: Map<string, string>,
): Promise<string | undefined> {
  const present = known.get(name)
  if (present) return projects === null || projects.includes(present) ? present : undefined
  if (projects !== null || !may(role, 'settings')) return undefined
  const made = await createProject({ teamId, name, isClient: true })
  if (made) known.set(made.name, made.id)
  return made?.id
}

const presets: readonly Preset[] = ['usual', 'close', 'quiet']
export const presetOf = (text: string): Preset | undefined => presets.find((one) => one === text)

export async function lookAt(teamId: string, projectId: string | null, subject: string): Promise<void> {
  const scan = await createScan({ teamId, projectId, subject })
  requestScan(scan.id)
}
