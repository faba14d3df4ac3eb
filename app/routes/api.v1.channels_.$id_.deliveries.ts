/** GET /api/v1/channels/{id}/deliveries: what was delivered. */
import { routeOf } from '../api-route.server.ts'
import { deliveriesAnswer } from '../channels/api.server.ts'

const route = routeOf({ GET: deliveriesAnswer })

export const loader = route.loader
export const action = route.action
