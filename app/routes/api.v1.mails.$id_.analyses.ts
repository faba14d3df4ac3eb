/** GET and POST /api/v1/mails/{id}/analyses: the reports of a mail. */
import { routeOf } from '../api-route.server.ts'
import { analysesAnswer, judgeAgainAnswer } from '../report/api.server.ts'

const route = routeOf({ GET: analysesAnswer, POST: judgeAgainAnswer })

export const loader = route.loader
export const action = route.action
