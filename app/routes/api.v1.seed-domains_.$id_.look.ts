/** POST /api/v1/seed-domains/{id}/look: its records are looked at. */
import { routeOf } from '../api-route.server.ts'
import { lookAnswer } from '../seed-domains/api.server.ts'

const route = routeOf({ POST: lookAnswer })

export const loader = route.loader
export const action = route.action
