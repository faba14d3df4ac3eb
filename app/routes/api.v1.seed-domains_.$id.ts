/** DELETE /api/v1/seed-domains/{id}: nothing is received there any more. */
import { routeOf } from '../api-route.server.ts'
import { removeSeedDomainAnswer } from '../seed-domains/api.server.ts'

const route = routeOf({ DELETE: removeSeedDomainAnswer })

export const loader = route.loader
export const action = route.action
