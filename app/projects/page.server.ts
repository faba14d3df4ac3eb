/** The projects of a team, and what an admin does with them. */
import { note } from '#prisma/audit.ts'
import { type Keeps, keepings } from '#prisma/keeps.ts'
import { projectOf, projectsOf } from '#prisma/project.ts'
import { deleteProject } from '#prisma/project-removal.ts'
import { json } from '@remix-run/server-runtime'
import { fieldsOf } from '../account/form.server.ts'
import { go } from '../go.server.ts'
import { type Insider, teamBehind } from '../who.server.ts'
import { changeProjectAsked, makeProjectAsked } from './change.server.ts'

/** Times ISO 8601. */
export interface ProjectsPage {
  team: { slug: string; name: string }
  projects: { id: string; name: string; isClient: boolean; keeps: Keeps; alertsTellAll: boolean; createdAt: string }[]
  done: string
}

/** What is in the way. */
export interface ProjectAnswer {
  problem: string
}

export async function projectsPage(request: Request, slug: string | undefined): Promise<ProjectsPage> {
  const { teamId, team } = await teamBehind(request, slug, 'settings')
  const known = await projectsOf({ teamId, projects: null })
  return {
    team: { slug: team.slug, name: team.name },
    projects: known.map(({ teamId: _, createdAt, ...project }) => ({ ...project, createdAt: createdAt.toISOString() })),
    done: new URL(request.url).searchParams.get('done') ?? '',
  }
}

interface Pressed {
  insider: Insider
  field: (name: string) => string
}

const buttons: Record<string, (pressed: Pressed) => Promise<Response>> = { make, change, delete: remove }

/** @throws {Response} 400 for a button that is not there, 403 for another role, 404 for a project that is not there */
export async function pressProjects(request: Request, slug: string | undefined): Promise<Response> {
  const insider = await teamBehind(request, slug, 'settings')
  const field = await fieldsOf(request)
  const work = Object.hasOwn(buttons, field('intent')) ? buttons[field('intent')] : undefined
  if (!work) throw new Response('There is no such button.', { status: 400 })
  return work({ insider, field })
}

const listOf = ({ team }: Insider, done: string): Response => go(`/team/${team.slug}/settings/projects?done=${done}`)
const keepsIn = (text: string): Keeps | undefined => keepings.find((one) => one === text)
const inTheWay = (problem: string): Response => json<ProjectAnswer>({ problem }, { status: 400 })

/** Boxes that are not ticked are not sent. */
const saidIn = (field: Pressed['field']) => ({
  name: field('name'),
  isClient: field('isClient') !== '',
  keeps: keepsIn(field('keeps')),
  alertsTellAll: field('alertsTellAll') !== '',
})

async function make({ insider, field }: Pressed): Promise<Response> {
  const { teamId, person } = insider
  const made = await makeProjectAsked({ teamId, userId: person.id }, saidIn(field))
  return made ? listOf(insider, 'made') : inTheWay('It needs a name, and a team has 200 projects at most.')
}

async function change({ insider, field }: Pressed): Promise<Response> {
  const { teamId, person } = insider
  const done = await changeProjectAsked({ teamId, userId: person.id }, { id: field('id'), ...saidIn(field) })
  if (done === 'not-there') throw new Response('There is no such project.', { status: 404 })
  return done === 'taken' ? inTheWay('It needs a name that no other project has.') : listOf(insider, 'changed')
}

async function remove({ insider, field }: Pressed): Promise<Response> {
  const { teamId, person } = insider
  const known = await projectOf({ teamId, id: field('id') })
  if (!known) throw new Response('There is no such project.', { status: 404 })
  await deleteProject({ teamId, id: known.id })
  await note({ teamId, userId: person.id, action: 'project.deleted', subject: known.name })
  return listOf(insider, 'deleted')
}
