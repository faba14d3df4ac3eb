/** GET /api/v1/mails/{id}/parts: the parts of a mail. */
import { routeOf } from '../api-route.server.ts'
import { partsAnswer } from '../report/look.server.ts'

const route = routeOf({ GET: partsAnswer })

export const loader = route.loader
export const action = route.action
