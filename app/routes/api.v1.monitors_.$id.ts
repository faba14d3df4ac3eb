/** PATCH and DELETE /api/v1/monitors/{id}: one thing that a team watches. */
import { routeOf } from '../api-route.server.ts'
import { changeMonitorAnswer, unwatchAnswer } from '../watch/monitors-api.server.ts'

const route = routeOf({ PATCH: changeMonitorAnswer, DELETE: unwatchAnswer })

export const loader = route.loader
export const action = route.action
