/** POST /api/v1/deliveries/{id}/redeliver: once more. */
import { routeOf } from '../api-route.server.ts'
import { redeliverAnswer } from '../channels/api.server.ts'

const route = routeOf({ POST: redeliverAnswer })

export const loader = route.loader
export const action = route.action
