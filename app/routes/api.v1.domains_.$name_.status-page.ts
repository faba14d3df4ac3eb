/** GET and PUT /api/v1/domains/{name}/status-page: what everybody is shown of a domain. */
import { routeOf } from '../api-route.server.ts'
import { setStatusPageAnswer, statusPageAnswer } from '../domains/status-page.server.ts'

const route = routeOf({ GET: statusPageAnswer, PUT: setStatusPageAnswer })

export const loader = route.loader
export const action = route.action
