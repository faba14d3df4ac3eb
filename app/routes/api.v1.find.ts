/** GET /api/v1/find: what somebody has here, by a few letters. */
import { routeOf } from '../api-route.server.ts'
import { findAnswer } from '../nav/api.server.ts'

const route = routeOf({ GET: findAnswer })

export const loader = route.loader
export const action = route.action
