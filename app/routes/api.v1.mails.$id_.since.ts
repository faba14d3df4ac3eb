/** GET /api/v1/mails/{id}/since: what changed since the last mail that passed. */
import { routeOf } from '../api-route.server.ts'
import { sinceAnswer } from '../report/look.server.ts'

const route = routeOf({ GET: sinceAnswer })

export const loader = route.loader
export const action = route.action
