/** DELETE /api/v1/mails/{id}/shares/{share}: a link is taken back. */
import { routeOf } from '../api-route.server.ts'
import { unshareMailAnswer } from '../share/api.server.ts'

const route = routeOf({ DELETE: unshareMailAnswer })

export const loader = route.loader
export const action = route.action
