/** GET /api/v1/domains/{name}/charts: the charts of the mails from a domain. */
import { routeOf } from '../api-route.server.ts'
import { domainChartsAnswer } from '../charts/drawn.server.ts'

const route = routeOf({ GET: domainChartsAnswer })

export const loader = route.loader
export const action = route.action
