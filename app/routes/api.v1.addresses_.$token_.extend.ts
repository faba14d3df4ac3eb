/** POST /api/v1/addresses/{token}/extend: it receives for longer. */
import { routeOf } from '../api-route.server.ts'
import { extendAnswer } from '../address/api.server.ts'

const route = routeOf({ POST: extendAnswer })

export const loader = route.loader
export const action = route.action
