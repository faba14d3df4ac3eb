/** GET /api/v1/public/{name}: the status page of a domain. */
import { routeOf } from '../api-route.server.ts'
import { publicStatusAnswer } from '../share/shown.server.ts'

const route = routeOf({ GET: publicStatusAnswer })

export const loader = route.loader
export const action = route.action
