/** GET /api/v1/builders: the records that can be built. */
import { routeOf } from '../api-route.server.ts'
import { buildersAnswer } from '../builder/api.server.ts'

const route = routeOf({ GET: buildersAnswer })

export const loader = route.loader
export const action = route.action
