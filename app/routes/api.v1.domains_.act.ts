/** POST /api/v1/domains/act: something is done with many domains. */
import { routeOf } from '../api-route.server.ts'
import { actAnswer } from '../domains/api.server.ts'

const route = routeOf({ POST: actAnswer })

export const loader = route.loader
export const action = route.action
