/** GET /api/v1/servers/{ip}: what came from the address of a server. */
import { routeOf } from '../api-route.server.ts'
import { seenServerAnswer } from '../report/look.server.ts'

const route = routeOf({ GET: seenServerAnswer })

export const loader = route.loader
export const action = route.action
