/** GET and POST /api/v1/monitors: what a team watches. */
import { routeOf } from '../api-route.server.ts'
import { listMonitorsAnswer, watchAnswer } from '../watch/monitors-api.server.ts'

const route = routeOf({ GET: listMonitorsAnswer, POST: watchAnswer })

export const loader = route.loader
export const action = route.action
