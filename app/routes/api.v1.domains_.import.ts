/** POST /api/v1/domains/import: the domains of a list. */
import { routeOf } from '../api-route.server.ts'
import { importDomainsAnswer } from '../domains/table.server.ts'

const route = routeOf({ POST: importDomainsAnswer })

export const loader = route.loader
export const action = route.action
