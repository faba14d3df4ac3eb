/** GET /api/v1/charts/export: one of them as a file. */
import { routeOf } from '../api-route.server.ts'
import { exportChartAnswer } from '../charts/drawn.server.ts'

const route = routeOf({ GET: exportChartAnswer }, 'text/csv')

export const loader = route.loader
export const action = route.action
