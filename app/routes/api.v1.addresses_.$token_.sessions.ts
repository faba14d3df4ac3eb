/** GET /api/v1/addresses/{token}/sessions: the conversations in which an address was named. */
import { routeOf } from '../api-route.server.ts'
import { sessionsAnswer } from '../address/api.server.ts'

const route = routeOf({ GET: sessionsAnswer })

export const loader = route.loader
export const action = route.action
