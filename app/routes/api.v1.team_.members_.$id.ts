/** PATCH and DELETE /api/v1/team/members/{id}: one member. */
import { routeOf } from '../api-route.server.ts'
import { changeMemberAnswer, removeMemberAnswer } from '../members/api.server.ts'

const route = routeOf({ PATCH: changeMemberAnswer, DELETE: removeMemberAnswer })

export const loader = route.loader
export const action = route.action
