/** GET /api/v1/mails/{id}/session: the conversation in which it came. */
import { routeOf } from '../api-route.server.ts'
import { sessionAnswer } from '../report/api.server.ts'

const route = routeOf({ GET: sessionAnswer })

export const loader = route.loader
export const action = route.action
