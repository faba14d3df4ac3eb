/** DELETE /api/v1/domains/{name}/accepted/{id}: a finding is accepted no more. */
import { routeOf } from '../api-route.server.ts'
import { unacceptAnswer } from '../domains/api.server.ts'

const route = routeOf({ DELETE: unacceptAnswer })

export const loader = route.loader
export const action = route.action
