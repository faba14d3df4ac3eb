/** DELETE /api/v1/team/invitations/{id}: an invitation is taken back. */
import { routeOf } from '../api-route.server.ts'
import { revokeInvitationAnswer } from '../members/api.server.ts'

const route = routeOf({ DELETE: revokeInvitationAnswer })

export const loader = route.loader
export const action = route.action
