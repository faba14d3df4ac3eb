/** GET and POST /api/v1/scans/{id}/shares: links to the report of a scan. */
import { routeOf } from '../api-route.server.ts'
import { scanSharesAnswer, shareScanAnswer } from '../share/api.server.ts'

const route = routeOf({ GET: scanSharesAnswer, POST: shareScanAnswer })

export const loader = route.loader
export const action = route.action
