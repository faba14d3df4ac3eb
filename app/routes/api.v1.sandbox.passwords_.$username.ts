/** DELETE /api/v1/sandbox/passwords/{username}: a password is revoked. */
import { routeOf } from '../api-route.server.ts'
import { revokePasswordAnswer } from '../sandbox/api.server.ts'

const route = routeOf({ DELETE: revokePasswordAnswer })

export const loader = route.loader
export const action = route.action
