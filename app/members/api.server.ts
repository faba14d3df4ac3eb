/** A team and who belongs to it, as the API gives and changes it. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { apiTokensOf, revokeApiToken } from '#prisma/api-token.ts'
import { auditOf, note } from '#prisma/audit.ts'
import { invitationsOf, revokeInvitation } from '#prisma/invitation.ts'
import { mostDays } from '#prisma/kept-days.ts'
import { changeMember, membersOf, type Outcome, removeMember } from '#prisma/member.ts'
import { isSlug, setTeam, teamName, teamSettings } from '#prisma/team-admin.ts'
import { badRequest, give, readJson } from '../api.server.ts'
import { doneOr404 } from '../api-route.server.ts'
import { problem } from '../problem.server.ts'
import { may } from '../roles.ts'
import { afterOf, oneOf, teamOfApi, wholeTeamOfApi } from '../watch/api.server.ts'
import {
  auditListSchema,
  invitationListSchema,
  madeInvitationSchema,
  memberChangeSchema,
  memberListSchema,
  newInvitationSchema,
  teamChangeSchema,
  teamSchema,
  tokenListSchema,
} from './api.ts'
import { inviteAsked } from './invite.server.ts'
import { isZone } from './settings.server.ts'

type Asked = ActionFunctionArgs

export async function teamAnswer({ request }: Asked): Promise<Response> {
  const { teamId, role } = await teamOfApi(request)
  return give(teamSchema, { ...(await teamSettings({ teamId })), role })
}

export async function changeTeamAnswer({ request }: Asked): Promise<Response> {
  const { teamId, person } = await wholeTeamOfApi(request, 'settings')
  const given = await readJson(request, teamChangeSchema)
  const before = await teamSettings({ teamId })
  const { zone, retentionDays } = { ...before, ...given }
  if (!isZone(zone)) throw badRequest('zone looks like Europe/Berlin, or UTC.')
  if ((given.retentionDays ?? 0) > mostDays) throw badRequest(`retentionDays is ${mostDays} at most.`)
  if (before.kind === 'personal' && (given.name ?? given.slug) !== undefined)
    throw badRequest('A personal team has neither name nor slug.')
  const name = given.name === undefined ? undefined : teamName(given.name)
  if (name === '') throw badRequest('A team has a name.')
  if (given.slug !== undefined && !isSlug(given.slug))
    throw badRequest('slug: from 2 to 40 of a–z and 0–9, with hyphens between.')
  const named = { ...(name && { name }), ...(given.slug && { slug: given.slug }) }
  const outcome = await setTeam({ teamId, userId: person.id, zone, retentionDays, ...named })
  if (outcome === 'slug-taken') return conflict('Another team has this slug.')
  return doneOr404(true)
}

const conflict = (detail: string): Response => problem({ status: 409, code: 'conflict', detail })

export async function membersAnswer({ request }: Asked): Promise<Response> {
  const { teamId } = await wholeTeamOfApi(request)
  const members = (await membersOf({ teamId })).map(({ userId, email, name, role, limited, projectIds, since }) => ({
    ...{ id: userId, email, name, role },
    projects: limited ? projectIds : null,
    since: since.toISOString(),
  }))
  return give(memberListSchema, { members })
}

const outcomes: Record<Exclude<Outcome, 'done'>, () => Response> = {
  'not-there': () => doneOr404(false),
  'not-yours': () =>
    problem({ status: 403, code: 'not-allowed', detail: 'Owners are made and changed on the page of the team only.' }),
  'last-owner': () => conflict('A team has an owner.'),
}
const answerTo = (outcome: Outcome): Response => (outcome === 'done' ? doneOr404(true) : outcomes[outcome]())

export async function changeMemberAnswer({ request, params: { id: userId = '' } }: Asked): Promise<Response> {
  const { teamId, role: own, person } = await wholeTeamOfApi(request, 'members')
  const { role, projects: projectIds = [] } = await readJson(request, memberChangeSchema)
  return answerTo(await changeMember({ teamId, by: { userId: person.id, role: own }, userId, role, projectIds }))
}

export async function removeMemberAnswer({ request, params: { id: userId = '' } }: Asked): Promise<Response> {
  const { teamId, role, person } = await wholeTeamOfApi(request, 'members')
  return answerTo(await removeMember({ teamId, by: { userId: person.id, role }, userId }))
}

export async function invitationsAnswer({ request }: Asked): Promise<Response> {
  const { teamId } = await wholeTeamOfApi(request, 'members')
  const invitations = (await invitationsOf({ teamId })).map(({ id, email, role, projectIds, expiresAt, uses }) => ({
    ...{ id, email, role, projects: projectIds, uses, expiresAt: expiresAt.toISOString() },
  }))
  return give(invitationListSchema, { invitations })
}

export async function inviteAnswer({ request, context }: Asked): Promise<Response> {
  const asker = await wholeTeamOfApi(request, 'members')
  const team = asker.memberships.find(({ teamId }) => teamId === asker.teamId)
  const { email: typed, role, projects: projectIds = [], uses = 1 } = await readJson(request, newInvitationSchema)
  if (!team || team.kind === 'personal') throw badRequest('A personal team is for one.')
  const email = typed === undefined ? null : typed.trim().toLowerCase()
  const wanted = { email, role, projectIds, uses: email === null ? uses : 1 }
  const made = await inviteAsked({ teamId: asker.teamId, team, person: asker.person, client: context.client }, wanted)
  if ('link' in made) return give(madeInvitationSchema, { link: made.link, email }, { status: 201 })
  if (made.fault === 'email') throw badRequest('email looks like name@acme.com.')
  if (!('retryAt' in made)) return conflict('There are too many open invitations. Take one back first.')
  const seconds = Math.max(1, Math.ceil((made.retryAt.getTime() - Date.now()) / 1000))
  const detail = 'So many invitations were made that the next is made later.'
  return problem({ status: 429, code: 'too-many-invitations', detail }, { 'Retry-After': String(seconds) })
}

export async function revokeInvitationAnswer({ request, params: { id = '' } }: Asked): Promise<Response> {
  const { teamId, person } = await wholeTeamOfApi(request, 'members')
  const isDone = await revokeInvitation({ id, teamId })
  if (isDone) await note({ teamId, userId: person.id, action: 'invitation.revoked' })
  return doneOr404(isDone)
}

export async function auditAnswer({ request }: Asked): Promise<Response> {
  const { teamId } = await wholeTeamOfApi(request, 'audit')
  const url = new URL(request.url)
  const [before, list] = [afterOf(url), oneOf(url, 'list', ['done', 'read'])]
  const { entries, older } = await auditOf({ teamId, ...(before && { before }), ...(list && { list }) })
  const shown = entries.map(({ at, mailId: mail, ...entry }) => ({ ...entry, mail, at: at.toISOString() }))
  return give(auditListSchema, { entries: shown, next: older })
}

export async function tokensAnswer({ request }: Asked): Promise<Response> {
  const { teamId, role, projects, person } = await teamOfApi(request, 'tokens')
  const seesAll = may(role, 'settings') && projects === null
  const tokens = (await apiTokensOf({ teamId, ...(!seesAll && { userId: person.id }) })).map(
    ({ id, name, scope, projectId, userId, createdAt, expiresAt, lastUsedAt }) => ({
      ...{ id, name, scope, project: projectId, by: userId, createdAt: createdAt.toISOString() },
      expiresAt: expiresAt?.toISOString() ?? null,
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    }),
  )
  return give(tokenListSchema, { tokens })
}

export async function revokeTokenAnswer({ request, params: { id = '' } }: Asked): Promise<Response> {
  const { teamId, role, projects, person } = await teamOfApi(request, 'tokens')
  const mayAll = may(role, 'settings') && projects === null
  const isDone = await revokeApiToken({ teamId, id, ...(!mayAll && { userId: person.id }) })
  if (isDone) await note({ teamId, userId: person.id, action: 'token.revoked', subject: id })
  return doneOr404(isDone)
}
