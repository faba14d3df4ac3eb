/** GET /api/v1/today/export: a chart of it as a file. */
import { routeOf } from '../api-route.server.ts'
import { exportTodayAnswer } from '../watch/today-api.server.ts'

const route = routeOf({ GET: exportTodayAnswer }, 'text/csv')

export const loader = route.loader
export const action = route.action
