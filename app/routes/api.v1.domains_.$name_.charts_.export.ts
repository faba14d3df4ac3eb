/** GET /api/v1/domains/{name}/charts/export: one of them as a file. */
import { routeOf } from '../api-route.server.ts'
import { exportDomainChartAnswer } from '../charts/drawn.server.ts'

const route = routeOf({ GET: exportDomainChartAnswer }, 'text/csv')

export const loader = route.loader
export const action = route.action
