/** The operations of the HTTP API about a team and who belongs to it. Part of `app/operations.ts`. */
import { z } from 'zod'
import type { Operation } from '../operations.ts'
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

const json = <Schema extends z.ZodType>(schema: Schema) => ({ type: 'application/json' as const, schema })
const isDone = { status: 204, says: 'It is done' } as const

export const memberOperations = {
  readTeam: {
    ...{ method: 'GET', path: '/team', area: 'Team', summary: 'Look at your team' },
    gives: { status: 200, says: 'The team', schema: teamSchema },
    refuses: [403],
  },
  changeTeam: {
    ...{ method: 'PATCH', path: '/team', area: 'Team', summary: 'Change name, path, zone or retention of your team' },
    says: 'What is left out stays as it is. A team is deleted on its page only.',
    body: json(teamChangeSchema),
    needs: 'settings',
    gives: isDone,
    refuses: [400, 403, 409, 415],
  },
  listMembers: {
    ...{ method: 'GET', path: '/team/members', area: 'Team', summary: 'List who belongs to your team' },
    gives: { status: 200, says: 'The members', schema: memberListSchema },
    refuses: [403],
  },
  changeMember: {
    ...{
      method: 'PATCH',
      path: '/team/members/{id}',
      area: 'Team',
      summary: 'Change what somebody is, and which projects they see',
    },
    says: 'Owners are made and changed on the page of the team only.',
    body: json(memberChangeSchema),
    needs: 'members',
    gives: isDone,
    refuses: [400, 403, 404, 409, 415],
  },
  removeMember: {
    ...{ method: 'DELETE', path: '/team/members/{id}', area: 'Team', summary: 'Take somebody out of your team' },
    says: 'Their tokens and passwords of the team end with it.',
    needs: 'members',
    gives: { status: 204, says: 'They belong to it no more' },
    refuses: [403, 404, 409],
  },
  listInvitations: {
    ...{ method: 'GET', path: '/team/invitations', area: 'Team', summary: 'List open invitations' },
    needs: 'members',
    gives: { status: 200, says: 'The invitations', schema: invitationListSchema },
    refuses: [403],
  },
  invite: {
    ...{ method: 'POST', path: '/team/invitations', area: 'Team', summary: 'Invite somebody by mail, or make a link' },
    body: json(newInvitationSchema),
    needs: 'members',
    gives: { status: 201, says: 'The link, this once', schema: madeInvitationSchema },
    refuses: [400, 403, 409, 415],
  },
  revokeInvitation: {
    ...{ method: 'DELETE', path: '/team/invitations/{id}', area: 'Team', summary: 'Take an invitation back' },
    needs: 'members',
    gives: { status: 204, says: 'It lets nobody in any more' },
    refuses: [403, 404],
  },
  listAudit: {
    ...{ method: 'GET', path: '/team/audit', area: 'Team', summary: 'Read who did what' },
    says: 'Newest first, 50 at a time.',
    query: z.object({
      list: z.enum(['done', 'read']).optional().describe('What was done, or who read mails; done when left out'),
      after: z.string().optional().describe('The `next` of the answer before'),
    }),
    needs: 'audit',
    gives: { status: 200, says: 'The entries', schema: auditListSchema },
    refuses: [400, 403],
  },
  listTokens: {
    ...{ method: 'GET', path: '/team/tokens', area: 'Team', summary: 'List API tokens' },
    says: 'Never the tokens themselves. They are made on the page of the team only: a token makes no other.',
    needs: 'tokens',
    gives: { status: 200, says: 'The tokens', schema: tokenListSchema },
    refuses: [403],
  },
  revokeToken: {
    ...{ method: 'DELETE', path: '/team/tokens/{id}', area: 'Team', summary: 'Revoke an API token' },
    needs: 'tokens',
    gives: { status: 204, says: 'It opens nothing any more' },
    refuses: [403, 404],
  },
} as const satisfies Record<string, Operation>
