/** POST /api/v1/addresses/{token}/samples: a sample is sent to it. */
import { routeOf } from '../api-route.server.ts'
import { sampleAnswer } from '../address/api.server.ts'

const route = routeOf({ POST: sampleAnswer })

export const loader = route.loader
export const action = route.action
