/** GET /api/v1/charts: the charts of a team, as they are drawn. */
import { routeOf } from '../api-route.server.ts'
import { chartsAnswer } from '../charts/drawn.server.ts'

const route = routeOf({ GET: chartsAnswer })

export const loader = route.loader
export const action = route.action
