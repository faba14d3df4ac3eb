/** GET and POST /api/v1/sandbox/passwords: what opens a sandbox. */
import { routeOf } from '../api-route.server.ts'
import { makePasswordAnswer, passwordsAnswer } from '../sandbox/api.server.ts'

const route = routeOf({ GET: passwordsAnswer, POST: makePasswordAnswer })

export const loader = route.loader
export const action = route.action
