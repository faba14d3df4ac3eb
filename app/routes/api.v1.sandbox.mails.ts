/** GET and DELETE /api/v1/sandbox/mails: what an application sent. */
import { routeOf } from '../api-route.server.ts'
import { emptyAnswer, sandboxMailsAnswer } from '../sandbox/api.server.ts'

const route = routeOf({ GET: sandboxMailsAnswer, DELETE: emptyAnswer })

export const loader = route.loader
export const action = route.action
