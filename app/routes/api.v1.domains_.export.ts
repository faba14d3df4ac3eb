/** GET /api/v1/domains/export: the domains of a team as a file. */
import { routeOf } from '../api-route.server.ts'
import { exportDomainsAnswer } from '../domains/table.server.ts'

const route = routeOf({ GET: exportDomainsAnswer }, 'text/csv')

export const loader = route.loader
export const action = route.action
