/** Making a team, and coming into one. */
import { randomInt } from 'node:crypto'
import { note } from '#prisma/audit.ts'
import { acceptInvitation, invitationByToken } from '#prisma/invitation.ts'
import { lookAtTeam } from '#prisma/sign-in.ts'
import { createTeam, isSlug, slugOf, teamName } from '#prisma/team-admin.ts'
import { again, fieldsOf } from '../account/form.server.ts'
import { go } from '../go.server.ts'
import type { Role } from '../roles.ts'
import { mustSignIn, whoAsks } from '../who.server.ts'

/** The form of /team/new, sent. */
export async function makeTeam(request: Request): Promise<Response> {
  const { person, signInId } = await mustSignIn(request)
  const name = teamName((await fieldsOf(request))('name'))
  if (!name) return again({ name }, { name: 'A team has a name.' })
  const made = await withFreeSlug(name, person.id)
  if (typeof made === 'string') return again({ name }, { form: 'You own as many teams as one person can.' }, 403)
  await lookAtTeam({ id: signInId, userId: person.id, teamId: made.teamId })
  return go(`/team/${made.slug}/settings?done=made`)
}

/** The name's own, or with a number where another team has that. */
async function withFreeSlug(name: string, userId: string) {
  const wanted = isSlug(slugOf(name)) ? slugOf(name) : 'team'
  const first = await createTeam({ name, slug: wanted, userId })
  return first === 'slug-taken'
    ? createTeam({ name, slug: `${wanted.slice(0, 33)}-${randomInt(1000, 1_000_000)}`, userId })
    : first
}

export interface InvitationPage {
  team: string
  role: Role
  /** Of whoever is signed in. */
  email: string | null
  /** The path of this page, to come back to. */
  path: string
}

const over = 'This invitation works no more. It may have been used or taken back, or its time is over: ask for a new one.'

/** @throws {Response} 404 when the link opens nothing */
export async function invitationPage(request: Request, token: string | undefined): Promise<InvitationPage> {
  const invitation = await invitationByToken(token ?? '')
  if (!invitation) throw new Response(over, { status: 404 })
  const { person } = await whoAsks(request)
  return {
    team: invitation.teamName || 'a team',
    role: invitation.role,
    email: person?.email ?? null,
    path: `/invitation/${token}`,
  }
}

/** The button of the page, pressed. @throws {Response} 404 when the link opens nothing, or no more */
export async function acceptPressed(request: Request, token: string | undefined): Promise<Response> {
  const { person, signInId } = await mustSignIn(request)
  const accepted = await acceptInvitation({ token: token ?? '', userId: person.id })
  if (!accepted) throw new Response(over, { status: 404 })
  const { teamId, slug, role, isNew } = accepted
  if (isNew) await note({ teamId, userId: person.id, action: 'member.joined', subject: person.email, details: { role } })
  await lookAtTeam({ id: signInId, userId: person.id, teamId })
  return go(`/team/${slug}/settings?done=joined`)
}
