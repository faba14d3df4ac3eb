/** GET /api/v1/domains/{name}/events: what changed in its records. */
import { routeOf } from '../api-route.server.ts'
import { eventsAnswer } from '../domains/api.server.ts'

const route = routeOf({ GET: eventsAnswer })

export const loader = route.loader
export const action = route.action
