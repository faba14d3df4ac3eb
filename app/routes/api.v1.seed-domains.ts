/** GET and POST /api/v1/seed-domains: domains of a team's own to receive at. */
import { routeOf } from '../api-route.server.ts'
import { addSeedDomainAnswer, seedDomainsAnswer } from '../seed-domains/api.server.ts'

const route = routeOf({ GET: seedDomainsAnswer, POST: addSeedDomainAnswer })

export const loader = route.loader
export const action = route.action
