/** GET /api/v1/shared/{token}: the report behind a link. */
import { routeOf } from '../api-route.server.ts'
import { sharedAnswer } from '../share/shown.server.ts'

const route = routeOf({ GET: sharedAnswer })

export const loader = route.loader
export const action = route.action
