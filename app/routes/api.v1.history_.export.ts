/** GET /api/v1/history/export: the same as a table. */
import { routeOf } from '../api-route.server.ts'
import { exportHistoryAnswer } from '../charts/api.server.ts'

const route = routeOf({ GET: exportHistoryAnswer }, 'text/csv')

export const loader = route.loader
export const action = route.action
