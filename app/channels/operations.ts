/** The operations of the HTTP API about channels: where alerts go, and what was delivered. Part of `app/operations.ts`. */
import type { z } from 'zod'
import type { Operation } from '../operations.ts'
import { channelChangeSchema, channelListSchema, deliveryListSchema, madeChannelSchema, newChannelSchema } from './api.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ type: 'application/json' as const, schema })
const isDone = { status: 204, says: 'It is done' } as const

export const channelOperations = {
  listChannels: {
    ...{ method: 'GET', path: '/channels', area: 'Channels', summary: 'List where alerts go' },
    needs: 'settings',
    gives: { status: 200, says: 'The channels', schema: channelListSchema },
    refuses: [403],
  },
  makeChannel: {
    ...{ method: 'POST', path: '/channels', area: 'Channels', summary: 'Have alerts go somewhere' },
    says: 'A webhook is signed as Standard Webhooks has it; its key is shown this once.',
    body: json(newChannelSchema),
    needs: 'settings',
    gives: { status: 201, says: 'The channel', schema: madeChannelSchema },
    refuses: [400, 403, 415],
  },
  changeChannel: {
    ...{ method: 'PATCH', path: '/channels/{id}', area: 'Channels', summary: 'Pause a channel, or change when it is told' },
    says: 'What waits is told by the new hours. A paused channel sends nothing; when it goes on, what waited and is not over is told together.',
    body: json(channelChangeSchema),
    needs: 'settings',
    gives: isDone,
    refuses: [400, 403, 404, 415],
  },
  deleteChannel: {
    ...{ method: 'DELETE', path: '/channels/{id}', area: 'Channels', summary: 'Delete a channel' },
    needs: 'settings',
    gives: { status: 204, says: 'It is gone' },
    refuses: [403, 404],
  },
  testChannel: {
    ...{ method: 'POST', path: '/channels/{id}/test', area: 'Channels', summary: 'Send a test to a channel' },
    says: 'It goes out within seconds, also in quiet hours; what the other side answers is in the deliveries.',
    needs: 'settings',
    gives: { status: 204, says: 'It is on its way' },
    refuses: [403, 404, 409],
  },
  listDeliveries: {
    ...{ method: 'GET', path: '/channels/{id}/deliveries', area: 'Channels', summary: 'List what was delivered to a channel' },
    needs: 'settings',
    gives: { status: 200, says: 'The newest 50', schema: deliveryListSchema },
    refuses: [403, 404],
  },
  redeliver: {
    ...{ method: 'POST', path: '/deliveries/{id}/redeliver', area: 'Channels', summary: 'Deliver an alert once more' },
    needs: 'settings',
    gives: isDone,
    refuses: [403, 404, 409],
  },
} as const satisfies Record<string, Operation>
