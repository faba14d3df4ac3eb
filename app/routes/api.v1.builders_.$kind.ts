/** POST /api/v1/builders/{kind}: a record, from a few answers. */
import { routeOf } from '../api-route.server.ts'
import { buildAnswer } from '../builder/api.server.ts'

const route = routeOf({ POST: buildAnswer })

export const loader = route.loader
export const action = route.action
