/** The operations of the HTTP API about relays and test sends. Part of `app/operations.ts`. */
import { z } from 'zod'
import {
  newRelaySchema,
  newSendSchema,
  relayListSchema,
  relaySchema,
  sendListSchema,
  sendSchema,
  triedRelaySchema,
} from '../api.ts'
import type { Operation } from '../operations.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ type: 'application/json' as const, schema })

export const sendOperations = {
  listRelays: {
    ...{ method: 'GET', path: '/relays', area: 'Test sends', summary: 'List your relays' },
    gives: { status: 200, says: 'The relays, the newest first', schema: relayListSchema },
    refuses: [],
  },
  addRelay: {
    ...{ method: 'POST', path: '/relays', area: 'Test sends', summary: 'Add a relay: a mail server of yours, for test sends' },
    body: json(newRelaySchema),
    needs: 'settings',
    gives: { status: 201, says: 'The relay, without its password', schema: relaySchema },
    refuses: [400, 403, 415, 429],
  },
  deleteRelay: {
    ...{ method: 'DELETE', path: '/relays/{id}', area: 'Test sends', summary: 'Delete a relay with its test sends' },
    needs: 'settings',
    gives: { status: 204, says: 'It is gone' },
    refuses: [404],
  },
  tryRelay: {
    ...{ method: 'POST', path: '/relays/{id}/try', area: 'Test sends', summary: 'See whether a relay lets us in' },
    says: 'Connects and says EHLO, STARTTLS and AUTH, as the relay has them. No mail is sent.',
    needs: 'send',
    gives: { status: 200, says: 'What it answered', schema: triedRelaySchema },
    refuses: [403, 404, 429],
  },
  listSends: {
    ...{ method: 'GET', path: '/sends', area: 'Test sends', summary: 'List your test sends' },
    says: 'Newest first.',
    query: z.object({
      project: z.string().optional().describe('The id of a project: only what goes to its addresses'),
      before: z.string().optional().describe('The `next` of the answer before'),
    }),
    gives: { status: 200, says: 'The test sends', schema: sendListSchema },
    refuses: [400],
  },
  startSend: {
    ...{ method: 'POST', path: '/sends', area: 'Test sends', summary: 'Have a mail handed to a relay of yours' },
    says: 'To an address of yours only: a seed address, or one at a domain that shows your proof in DNS; a refusal names the record.',
    body: json(newSendSchema),
    needs: 'send',
    gives: { status: 202, says: 'It is asked for; its attempts come', schema: sendSchema },
    refuses: [400, 403, 415, 429],
  },
  readSend: {
    ...{ method: 'GET', path: '/sends/{id}', area: 'Test sends', summary: 'Read what became of a test send' },
    gives: { status: 200, says: 'The test send with every attempt', schema: sendSchema },
    refuses: [404],
  },
  deleteSend: {
    ...{ method: 'DELETE', path: '/sends/{id}', area: 'Test sends', summary: 'Delete a test send' },
    needs: 'send',
    gives: { status: 204, says: 'It is gone' },
    refuses: [404],
  },
} as const satisfies Record<string, Operation>
