/** GET /api/v1/domains/{name}/senders: who was seen sending with it. */
import { routeOf } from '../api-route.server.ts'
import { sendersAnswer } from '../domains/api.server.ts'

const route = routeOf({ GET: sendersAnswer })

export const loader = route.loader
export const action = route.action
