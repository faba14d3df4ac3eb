/** GET /api/v1/team/audit: who did what. */
import { routeOf } from '../api-route.server.ts'
import { auditAnswer } from '../members/api.server.ts'

const route = routeOf({ GET: auditAnswer })

export const loader = route.loader
export const action = route.action
