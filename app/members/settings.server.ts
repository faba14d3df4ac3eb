/** What stands on a team's settings page, and its buttons: name, members, invitations, leaving and deleting. */
import { json } from '@remix-run/server-runtime'
import { env } from '#env'
import { note } from '#prisma/audit.ts'
import { invitationsOf, mostUses, revokeInvitation } from '#prisma/invitation.ts'
import { mostDays } from '#prisma/kept-days.ts'
import { changeMember, membersOf, type Outcome, removeMember } from '#prisma/member.ts'
import { namedProjects } from '#prisma/project.ts'
import { isSlug, setTeam, teamName, teamSettings } from '#prisma/team-admin.ts'
import { closeTeam } from '#prisma/team-removal.ts'
import { again, fieldsOf, tooOften } from '../account/form.server.ts'
import { formOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import { type Action, may, type Role, roles } from '../roles.ts'
import { type Insider, mustBe, teamBehind } from '../who.server.ts'
import { inviteAsked } from './invite.server.ts'

export interface MemberLine {
  userId: string
  email: string
  name: string
  role: Role
  projectIds: string[]
  since: string
  isYou: boolean
}

/** Times ISO 8601. */
export interface InvitationLine {
  id: string
  email: string | null
  role: Role
  projects: number
  expiresAt: string
  uses: number
}

export interface SettingsPage {
  team: { name: string; slug: string; zone: string; retentionDays: number | null; isPersonal: boolean }
  /** Days kept at most, and when the team says nothing. */
  mostDays: number
  role: Role
  may: Record<'settings' | 'members' | 'audit' | 'own', boolean>
  members: MemberLine[]
  invitations: InvitationLine[]
  projects: { id: string; name: string }[]
  weMail: boolean
  done: string
}

export async function settingsPage(request: Request, slug: string | undefined): Promise<SettingsPage> {
  const { teamId, role, projects, person } = await teamBehind(request, slug)
  const isAdmin = may(role, 'members')
  const [team, members, invitations, known] = await Promise.all([
    teamSettings({ teamId }),
    // Who is limited to a client's project learns nothing of who else is here.
    projects ? [] : membersOf({ teamId }),
    isAdmin ? invitationsOf({ teamId }) : [],
    isAdmin ? namedProjects({ teamId, projects: null }) : [],
  ])
  return {
    team: {
      name: team.name,
      slug: team.slug,
      zone: team.zone,
      retentionDays: team.retentionDays,
      isPersonal: team.kind === 'personal',
    },
    ...{ role, mostDays, weMail: env.OUTBOUND_SMTP_URL !== undefined },
    may: { settings: may(role, 'settings'), members: isAdmin, audit: may(role, 'audit'), own: may(role, 'own') },
    members: members.map(({ limited: _limited, since, ...one }) => ({
      ...{ ...one, since: since.toISOString(), isYou: one.userId === person.id },
    })),
    invitations: invitations.map(({ id, email, role: as, projectIds, expiresAt, uses }) => ({
      ...{ id, email, role: as, projects: projectIds.length, uses, expiresAt: expiresAt.toISOString() },
    })),
    projects: known,
    done: new URL(request.url).searchParams.get('done') ?? '',
  }
}

interface Pressed {
  insider: Insider
  client: string
  form: FormData
  field: (name: string) => string
}

const buttons: Record<string, { needs: Action; work: (pressed: Pressed) => Promise<Response> }> = {
  'set-team': { needs: 'settings', work: setNameAndMore },
  invite: { needs: 'members', work: invite },
  revoke: { needs: 'members', work: revoke },
  change: { needs: 'members', work: change },
  remove: { needs: 'members', work: remove },
  leave: { needs: 'read', work: leave },
  'delete-team': { needs: 'own', work: deleteTeam },
}

/** The buttons of the page. @throws {Response} 400 for another, 403 for another role */
export async function pressTeam(request: Request, client: string, slug: string | undefined): Promise<Response> {
  const insider = await teamBehind(request, slug)
  const [form, field] = [await formOf(request), await fieldsOf(request)]
  const button = buttons[field('intent')]
  if (!button) throw new Response('There is no such button.', { status: 400 })
  mustBe(insider, button.needs)
  return button.work({ insider, client, form, field })
}

const back = ({ team }: Insider, done: string): Response => go(`/team/${team.slug}/settings?done=${done}`)
const roleOf = (text: string): Role | undefined => roles.find((role) => role === text)
const ids = (form: FormData): string[] => form.getAll('project').filter((one) => typeof one === 'string')

async function setNameAndMore({ insider, field }: Pressed): Promise<Response> {
  const { team, teamId, person } = insider
  const [name, slug, zone, days] = [teamName(field('name')), field('slug'), field('zone'), field('retentionDays')]
  const typed = { intent: 'set-team', name, slug, zone, retentionDays: days }
  if (!isZone(zone)) return again(typed, { zone: 'A zone looks like Europe/Berlin, or UTC.' })
  const retentionDays = days === '' ? null : Number(days)
  if (retentionDays !== null && !(Number.isInteger(retentionDays) && retentionDays >= 1 && retentionDays <= mostDays))
    return again(typed, { retentionDays: `A whole number of days from 1 to ${mostDays}, or nothing.` })
  const set = { teamId, userId: person.id, zone, retentionDays }
  if (team.kind === 'personal') {
    await setTeam(set)
    return back(insider, 'saved')
  }
  if (!name) return again(typed, { name: 'A team has a name.' })
  if (!isSlug(slug)) return again(typed, { slug: 'From 2 to 40 of a–z and 0–9, with hyphens between.' })
  if ((await setTeam({ ...set, name, slug })) === 'slug-taken') return again(typed, { slug: 'Another team has this one.' })
  return go(`/team/${slug}/settings?done=saved`)
}

/** Is this a time zone (IANA name)? */
export function isZone(zone: string): boolean {
  return zone === 'UTC' || Intl.supportedValuesOf('timeZone').includes(zone)
}

async function invite({ insider, client, form, field }: Pressed): Promise<Response> {
  const { teamId, team, person } = insider
  if (team.kind === 'personal') throw new Response('A personal team is for one. Make a team for several.', { status: 400 })
  const email = field('email').trim().toLowerCase() || null
  const typed = { intent: 'invite', email: email ?? '' }
  const role = roleOf(field('role'))
  if (role === undefined || role === 'owner') return again(typed, { form: 'Choose what they will be: admin, member or viewer.' })
  const uses = email === null ? Number(field('uses') || '1') : 1
  if (!(Number.isInteger(uses) && uses >= 1 && uses <= mostUses)) return again(typed, { uses: `From 1 to ${mostUses}.` })
  const made = await inviteAsked({ teamId, team, person, client }, { email, role, projectIds: ids(form), uses })
  if ('link' in made) return json({ link: made.link, email })
  if ('retryAt' in made) return tooOften(typed, made.retryAt)
  if (made.fault === 'email') return again(typed, { email: 'An address looks like name@acme.com.' })
  return again(typed, { form: 'There are too many open invitations. Take one back first.' })
}

async function revoke({ insider, field }: Pressed): Promise<Response> {
  const { teamId, person } = insider
  if (await revokeInvitation({ id: field('id'), teamId })) await note({ teamId, userId: person.id, action: 'invitation.revoked' })
  return back(insider, 'revoked')
}

const outcomes: Record<Exclude<Outcome, 'done'>, string> = {
  'not-there': 'This person does not belong to the team any more.',
  'not-yours': 'Only an owner makes owners, or changes what one is.',
  'last-owner': 'A team has an owner. Make somebody else one first.',
}

function answerOf(insider: Insider, outcome: Outcome, done: string): Response {
  return outcome === 'done'
    ? back(insider, done)
    : again({ intent: 'members' }, { form: outcomes[outcome] }, outcome === 'not-yours' ? 403 : 400)
}

async function change({ insider, form, field }: Pressed): Promise<Response> {
  const { teamId, person, role: own } = insider
  const role = roleOf(field('role'))
  if (role === undefined) throw new Response('There is no such role.', { status: 400 })
  const by = { userId: person.id, role: own }
  return answerOf(insider, await changeMember({ teamId, by, userId: field('userId'), role, projectIds: ids(form) }), 'changed')
}

async function remove({ insider, field }: Pressed): Promise<Response> {
  const { teamId, person, role } = insider
  return answerOf(insider, await removeMember({ teamId, by: { userId: person.id, role }, userId: field('userId') }), 'removed')
}

async function leave({ insider }: Pressed): Promise<Response> {
  const { teamId, person, role, team } = insider
  if (team.kind === 'personal') throw new Response('A personal team goes with its account.', { status: 400 })
  const outcome = await removeMember({ teamId, by: { userId: person.id, role }, userId: person.id })
  return outcome === 'done' ? go('/settings/account?done=left') : answerOf(insider, outcome, '')
}

/** What is typed must be the name: a whole team is not deleted by a slip. */
async function deleteTeam({ insider, field }: Pressed): Promise<Response> {
  const { teamId, team } = insider
  if (team.kind === 'personal') throw new Response('A personal team goes with its account.', { status: 400 })
  if (teamName(field('confirm')) !== team.name)
    return again({ intent: 'delete-team' }, { confirm: `Type the name of the team: ${team.name}` })
  await closeTeam({ teamId })
  return go('/settings/account?done=team-deleted')
}
