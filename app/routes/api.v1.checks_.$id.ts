/** GET /api/v1/checks/{id}: what a check weighs. */
import { routeOf } from '../api-route.server.ts'
import { checkAnswer } from '../about/api.server.ts'

const route = routeOf({ GET: checkAnswer })

export const loader = route.loader
export const action = route.action
