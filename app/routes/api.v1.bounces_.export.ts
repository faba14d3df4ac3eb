/** GET /api/v1/bounces/export: what came back, as a table. */
import { routeOf } from '../api-route.server.ts'
import { exportAnswer } from '../bounces/api.server.ts'

const route = routeOf({ GET: exportAnswer }, 'text/csv')

export const loader = route.loader
export const action = route.action
