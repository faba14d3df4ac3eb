/** GET and POST /api/v1/mails/{id}/shares: links to the report of a mail. */
import { routeOf } from '../api-route.server.ts'
import { mailSharesAnswer, shareMailAnswer } from '../share/api.server.ts'

const route = routeOf({ GET: mailSharesAnswer, POST: shareMailAnswer })

export const loader = route.loader
export const action = route.action
