/** A person's app passwords of a team; an admin sees those of all. */
import { json } from '@remix-run/server-runtime'
import { env } from '#env'
import {
  type AppPasswordScope,
  type AppPasswordView,
  appPasswordName,
  appPasswordsOf,
  makeAppPassword,
  mostAppPasswords,
  revokeAppPassword,
} from '#prisma/app-password.ts'
import { note } from '#prisma/audit.ts'
import { projectsOf } from '#prisma/project.ts'
import type { Person } from '#prisma/sign-in.ts'
import { fieldsOf } from '../account/form.server.ts'
import { go } from '../go.server.ts'
import { type KeyLine, keysFor } from '../members/keys.server.ts'
import { may } from '../roles.ts'
import { teamBehind, type Who } from '../who.server.ts'
import { appleProfile, imapDoor, mustHaveReaders, type ReadingDoor } from './doors.server.ts'

export interface AppPasswordLine extends KeyLine {
  username: string
}

export interface AppPasswordsPage {
  team: { slug: string; name: string }
  passwords: AppPasswordLine[]
  projects: { id: string; name: string }[]
  /** Is the asker limited to projects? */
  needsProject: boolean
  /** Does anything listen for mail programs? */
  isOpen: boolean
}

/** The new password, shown this once; or what is in its way. */
export interface AppPasswordAnswer {
  made?: { id: string; username: string; password: string; imap: ReadingDoor }
  problem?: string
}

type Asker = Pick<Who, 'role' | 'projects'> & { teamId: string; person: Person }

/** Those that the asker may see and take back: their own, an admin all, of the projects they see. */
const scopeOf = ({ teamId, role, person, projects }: Asker): AppPasswordScope => ({
  ...{ teamId, projects },
  ...(!may(role, 'settings') && { userId: person.id }),
})

export const ownAppPasswords = (asker: Asker): Promise<AppPasswordView[]> => appPasswordsOf(scopeOf(asker))

export async function appPasswordsPage(request: Request, slug: string | undefined): Promise<AppPasswordsPage> {
  const insider = await teamBehind(request, slug, 'tokens')
  const { team, projects: within } = insider
  const [passwords, { projects, lineOf }] = await Promise.all([ownAppPasswords(insider), keysFor(insider)])
  return {
    team: { slug: team.slug, name: team.name },
    projects,
    ...{ needsProject: within !== null, isOpen: env.READERS },
    passwords: passwords.map((password) => ({ ...lineOf(password), username: password.username })),
  }
}

/** Why one was not made. */
type Refused = 'no-name' | 'no-project' | 'too-many' | 'readers-off'

/** Makes one, of a project within reach; of all of the team only for who is not limited to projects. */
export async function makeOwnAppPassword(
  { teamId, person, projects }: Asker,
  { name: given, projectId }: { name: string; projectId: string | null },
): Promise<{ view: AppPasswordView; password: string } | Refused> {
  if (!env.READERS) return 'readers-off'
  const name = appPasswordName(given)
  if (name === '') return 'no-name'
  const isThere =
    projectId === null ? projects === null : (await projectsOf({ teamId, projects })).some(({ id }) => id === projectId)
  if (!isThere) return 'no-project'
  const made = await makeAppPassword({ teamId, userId: person.id, projectId, name })
  if (made) await note({ teamId, userId: person.id, action: 'app-password.made', subject: name })
  return made ?? 'too-many'
}

/** Takes one back that the asker may take back. False when there is none. */
export async function revokeOwnAppPassword(asker: Asker, id: string): Promise<boolean> {
  const { teamId, person } = asker
  const name = await revokeAppPassword({ ...scopeOf(asker), id })
  if (name !== null) await note({ teamId, userId: person.id, action: 'app-password.revoked', subject: name })
  return name !== null
}

const refusals: Record<Refused, string> = {
  'no-name': 'Give it a name, so that it can be told from others.',
  'no-project': 'Choose one of your projects.',
  'too-many': `You have ${mostAppPasswords} app passwords in this team. Take one back that nobody uses.`,
  'readers-off': 'This Seedbed has IMAP and POP3 switched off.',
}

/** @throws {Response} as teamBehind */
export async function pressAppPasswords(request: Request, slug: string | undefined): Promise<Response> {
  const asker = await teamBehind(request, slug, 'tokens')
  const field = await fieldsOf(request)
  if (field('intent') === 'revoke') {
    await revokeOwnAppPassword(asker, field('id'))
    return go(`/team/${asker.team.slug}/settings/app-passwords`)
  }
  if (field('intent') !== 'make') throw new Response('There is no such button.', { status: 400 })
  const made = await makeOwnAppPassword(asker, { name: field('name'), projectId: field('project') || null })
  if (typeof made === 'string') return json<AppPasswordAnswer>({ problem: refusals[made] }, { status: 400 })
  const { id, username } = made.view
  const answer = { made: { id, username, password: made.password, imap: imapDoor() } }
  return json<AppPasswordAnswer>(answer, { headers: { 'Cache-Control': 'private, no-store' } })
}

/** The account of an app password for iPhone, iPad and Mac. @throws {Response} 404 for what is not the asker's, and as teamBehind */
export async function profileOfAppPassword(request: Request, slug: string | undefined, id: string): Promise<string> {
  const asker = await teamBehind(request, slug, 'tokens')
  mustHaveReaders()
  const { person, team } = asker
  const found = (await ownAppPasswords(asker)).find((one) => one.id === id && one.userId === person.id)
  // The words for a team that is not there: nothing tells what there was.
  if (!found) throw new Response('There is no such team, or you do not belong to it.', { status: 404 })
  return appleProfile({ email: found.username, id: found.id, title: `${team.name}: ${found.name}` })
}
