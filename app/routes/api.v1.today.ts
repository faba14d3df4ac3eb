/** GET /api/v1/today: what needs somebody, what changed, what could not be checked. */
import { routeOf } from '../api-route.server.ts'
import { todayAnswer } from '../watch/today-api.server.ts'

const route = routeOf({ GET: todayAnswer })

export const loader = route.loader
export const action = route.action
