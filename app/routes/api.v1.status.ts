/** GET /api/v1/status: what limits this Seedbed. */
import { routeOf } from '../api-route.server.ts'
import { statusAnswer } from '../about/api.server.ts'

const route = routeOf({ GET: statusAnswer })

export const loader = route.loader
export const action = route.action
