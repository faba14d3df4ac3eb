/** DELETE /api/v1/team/tokens/{id}: a token is revoked. */
import { routeOf } from '../api-route.server.ts'
import { revokeTokenAnswer } from '../members/api.server.ts'

const route = routeOf({ DELETE: revokeTokenAnswer })

export const loader = route.loader
export const action = route.action
