/** GET /api/v1/bounces/figures: how many came back, by time, receiver, class and reason. */
import { routeOf } from '../api-route.server.ts'
import { figuresAnswer } from '../bounces/api.server.ts'

const route = routeOf({ GET: figuresAnswer })

export const loader = route.loader
export const action = route.action
