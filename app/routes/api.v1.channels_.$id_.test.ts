/** POST /api/v1/channels/{id}/test: a test goes out. */
import { routeOf } from '../api-route.server.ts'
import { testChannelAnswer } from '../channels/api.server.ts'

const route = routeOf({ POST: testChannelAnswer })

export const loader = route.loader
export const action = route.action
