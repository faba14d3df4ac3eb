/** GET and POST /api/v1/team/invitations: who was asked to come into a team. */
import { routeOf } from '../api-route.server.ts'
import { invitationsAnswer, inviteAnswer } from '../members/api.server.ts'

const route = routeOf({ GET: invitationsAnswer, POST: inviteAnswer })

export const loader = route.loader
export const action = route.action
