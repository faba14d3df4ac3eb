/** POST /api/v1/bounces/explain: an export comes back with what each refusal means. */
import { routeOf } from '../api-route.server.ts'
import { explainAnswer } from '../bounces/api.server.ts'

const route = routeOf({ POST: explainAnswer })

export const loader = route.loader
export const action = route.action
