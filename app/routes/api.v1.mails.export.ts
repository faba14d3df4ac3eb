/** GET /api/v1/mails/export: the mails of a team as a table. */
import { routeOf } from '../api-route.server.ts'
import { mailsExport } from '../mails/api.server.ts'

const route = routeOf({ GET: mailsExport }, 'text/csv')

export const loader = route.loader
export const action = route.action
