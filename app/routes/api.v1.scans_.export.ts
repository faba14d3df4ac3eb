/** GET /api/v1/scans/export: the scans of a team as a table. */
import { routeOf } from '../api-route.server.ts'
import { scansExport } from '../mails/api.server.ts'

const route = routeOf({ GET: scansExport }, 'text/csv')

export const loader = route.loader
export const action = route.action
