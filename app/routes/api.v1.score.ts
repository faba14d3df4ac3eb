/** GET /api/v1/score: what a score is made of. */
import { routeOf } from '../api-route.server.ts'
import { scoreAnswer } from '../about/api.server.ts'

const route = routeOf({ GET: scoreAnswer })

export const loader = route.loader
export const action = route.action
