/** GET /api/v1/domains/{name}/looks: the looks at a domain and its mail servers. */
import { routeOf } from '../api-route.server.ts'
import { looksAnswer } from '../domains/api.server.ts'

const route = routeOf({ GET: looksAnswer })

export const loader = route.loader
export const action = route.action
