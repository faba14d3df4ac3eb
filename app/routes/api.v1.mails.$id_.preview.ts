/** GET /api/v1/mails/{id}/preview: what a reader sees of a mail. */
import { routeOf } from '../api-route.server.ts'
import { previewAnswer } from '../report/look.server.ts'

const route = routeOf({ GET: previewAnswer })

export const loader = route.loader
export const action = route.action
