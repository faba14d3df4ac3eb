/** GET and POST /api/v1/channels: where alerts go. */
import { routeOf } from '../api-route.server.ts'
import { channelsAnswer, makeChannelAnswer } from '../channels/api.server.ts'

const route = routeOf({ GET: channelsAnswer, POST: makeChannelAnswer })

export const loader = route.loader
export const action = route.action
