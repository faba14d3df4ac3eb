/** DELETE /api/v1/bounces/kept/{as}: what was kept together goes. */
import { routeOf } from '../api-route.server.ts'
import { takeBackAnswer } from '../bounces/api.server.ts'

const route = routeOf({ DELETE: takeBackAnswer })

export const loader = route.loader
export const action = route.action
