/** GET /api/v1/bounces/{id}: one bounce. */
import { routeOf } from '../api-route.server.ts'
import { bounceAnswer } from '../bounces/api.server.ts'

const route = routeOf({ GET: bounceAnswer })

export const loader = route.loader
export const action = route.action
