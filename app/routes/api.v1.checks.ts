/** GET /api/v1/checks: every check. */
import { routeOf } from '../api-route.server.ts'
import { checksAnswer } from '../about/api.server.ts'

const route = routeOf({ GET: checksAnswer })

export const loader = route.loader
export const action = route.action
