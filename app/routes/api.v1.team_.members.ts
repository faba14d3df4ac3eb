/** GET /api/v1/team/members: who belongs to a team. */
import { routeOf } from '../api-route.server.ts'
import { membersAnswer } from '../members/api.server.ts'

const route = routeOf({ GET: membersAnswer })

export const loader = route.loader
export const action = route.action
