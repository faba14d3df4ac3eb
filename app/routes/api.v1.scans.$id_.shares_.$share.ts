/** DELETE /api/v1/scans/{id}/shares/{share}: a link is taken back. */
import { routeOf } from '../api-route.server.ts'
import { unshareScanAnswer } from '../share/api.server.ts'

const route = routeOf({ DELETE: unshareScanAnswer })

export const loader = route.loader
export const action = route.action
