/** GET /api/v1/setup: what mail from the internet needs. */
import { routeOf } from '../api-route.server.ts'
import { setupAnswer } from '../about/api.server.ts'

const route = routeOf({ GET: setupAnswer })

export const loader = route.loader
export const action = route.action
