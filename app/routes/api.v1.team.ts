/** GET and PATCH /api/v1/team: the team of a token. */
import { routeOf } from '../api-route.server.ts'
import { changeTeamAnswer, teamAnswer } from '../members/api.server.ts'

const route = routeOf({ GET: teamAnswer, PATCH: changeTeamAnswer })

export const loader = route.loader
export const action = route.action
