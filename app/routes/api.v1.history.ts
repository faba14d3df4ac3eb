/** GET /api/v1/history: the figures of a team over time. */
import { routeOf } from '../api-route.server.ts'
import { historyAnswer } from '../charts/api.server.ts'

const route = routeOf({ GET: historyAnswer })

export const loader = route.loader
export const action = route.action
