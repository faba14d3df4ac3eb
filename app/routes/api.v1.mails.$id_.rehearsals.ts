/** POST /api/v1/mails/{id}/rehearsals: as if other records were published. */
import { routeOf } from '../api-route.server.ts'
import { rehearseAnswer } from '../report/api.server.ts'

const route = routeOf({ POST: rehearseAnswer })

export const loader = route.loader
export const action = route.action
