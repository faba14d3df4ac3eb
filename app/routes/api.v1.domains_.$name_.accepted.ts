/** GET and POST /api/v1/domains/{name}/accepted: findings that are accepted. */
import { routeOf } from '../api-route.server.ts'
import { acceptAnswer, acceptedAnswer } from '../domains/api.server.ts'

const route = routeOf({ GET: acceptedAnswer, POST: acceptAnswer })

export const loader = route.loader
export const action = route.action
