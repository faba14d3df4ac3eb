/** GET /api/v1/domains/{name}/timeline: all that happened to a domain. */
import { routeOf } from '../api-route.server.ts'
import { timelineAnswer } from '../charts/drawn.server.ts'

const route = routeOf({ GET: timelineAnswer })

export const loader = route.loader
export const action = route.action
