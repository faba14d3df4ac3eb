/** PATCH and DELETE /api/v1/channels/{id}: one channel. */
import { routeOf } from '../api-route.server.ts'
import { changeChannelAnswer, deleteChannelAnswer } from '../channels/api.server.ts'

const route = routeOf({ PATCH: changeChannelAnswer, DELETE: deleteChannelAnswer })

export const loader = route.loader
export const action = route.action
