/** GET /api/v1/privacy: what is kept, and who learns what. */
import { routeOf } from '../api-route.server.ts'
import { privacyAnswer } from '../about/api.server.ts'

const route = routeOf({ GET: privacyAnswer })

export const loader = route.loader
export const action = route.action
