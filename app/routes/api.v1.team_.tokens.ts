/** GET /api/v1/team/tokens: the API tokens of a team. */
import { routeOf } from '../api-route.server.ts'
import { tokensAnswer } from '../members/api.server.ts'

const route = routeOf({ GET: tokensAnswer })

export const loader = route.loader
export const action = route.action
