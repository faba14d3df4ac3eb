/** The operations of the HTTP API about what is known of a team's domains, and done with many. Part of `app/operations.ts`. */
import { z } from 'zod'
import type { Operation } from '../operations.ts'
import { domainSchema } from '../watch/api.ts'
import {
  acceptedListSchema,
  acceptedSchema,
  domainActedSchema,
  domainActSchema,
  lookListSchema,
  newAcceptedSchema,
  newStatusPageSchema,
  recordEventListSchema,
  senderListSchema,
  statusPageSchema,
} from './api.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ type: 'application/json' as const, schema })

export const domainOperations = {
  readDomain: {
    ...{ method: 'GET', path: '/domains/{name}', area: 'Domains', summary: 'Look at a domain of your team' },
    says: 'Its report is that of its newest scan.',
    gives: { status: 200, says: 'The domain', schema: domainSchema },
    refuses: [403, 404],
  },
  actOnDomains: {
    ...{ method: 'POST', path: '/domains/act', area: 'Domains', summary: 'Look at, watch, tag, move or remove many domains' },
    says: 'Names that are not yours are passed over.',
    body: json(domainActSchema),
    needs: 'domains',
    gives: { status: 200, says: 'Those it was done with', schema: domainActedSchema },
    refuses: [400, 403, 415],
  },
  listRecordEvents: {
    ...{
      method: 'GET',
      path: '/domains/{name}/events',
      area: 'Domains',
      summary: 'List what changed in the records of a domain',
    },
    query: z.object({
      since: z.iso.datetime().optional().describe('From then on; of a year when left out'),
      limit: z.coerce.number().int().min(1).max(200).optional().describe('How many at most; 50 when left out'),
    }),
    gives: { status: 200, says: 'The changes, newest first', schema: recordEventListSchema },
    refuses: [400, 403, 404],
  },
  listLooks: {
    ...{
      method: 'GET',
      path: '/domains/{name}/looks',
      area: 'Domains',
      summary: 'List the looks at a domain and its mail servers',
    },
    says: 'With the changes of its records and its alerts they are its time line.',
    query: z.object({
      since: z.iso.datetime().optional().describe('From then on; of 30 days when left out'),
      limit: z.coerce.number().int().min(1).max(1000).optional().describe('The newest so many of each kind; 200 when left out'),
    }),
    gives: { status: 200, says: 'The looks, oldest first', schema: lookListSchema },
    refuses: [400, 403, 404],
  },
  listSenders: {
    ...{ method: 'GET', path: '/domains/{name}/senders', area: 'Domains', summary: 'List who was seen sending with a domain' },
    says: 'Learned from mail that came to your addresses, the last seen first, 200 at most.',
    gives: { status: 200, says: 'The senders', schema: senderListSchema },
    refuses: [403, 404],
  },
  listAccepted: {
    ...{ method: 'GET', path: '/domains/{name}/accepted', area: 'Domains', summary: 'List the findings that are accepted' },
    gives: { status: 200, says: 'The findings', schema: acceptedListSchema },
    refuses: [403, 404],
  },
  acceptFinding: {
    ...{ method: 'POST', path: '/domains/{name}/accepted', area: 'Domains', summary: 'Accept a finding for a reason' },
    says: 'It stays in report and score and leaves alerts, until then or until its code changes.',
    body: json(newAcceptedSchema),
    needs: 'domains',
    gives: { status: 201, says: 'What is accepted', schema: acceptedSchema },
    refuses: [400, 403, 404, 415],
  },
  unacceptFinding: {
    ...{ method: 'DELETE', path: '/domains/{name}/accepted/{id}', area: 'Domains', summary: 'Accept a finding no more' },
    needs: 'domains',
    gives: { status: 204, says: 'It is told again by the next look' },
    refuses: [403, 404],
  },
  readStatusPage: {
    ...{
      method: 'GET',
      path: '/domains/{name}/status-page',
      area: 'Domains',
      summary: 'See what everybody is shown of a domain',
    },
    says: '404 as long as nobody has decided on it.',
    needs: 'share',
    gives: { status: 200, says: 'What is shown, and where', schema: statusPageSchema },
    refuses: [403, 404],
  },
  setStatusPage: {
    ...{
      method: 'PUT',
      path: '/domains/{name}/status-page',
      area: 'Domains',
      summary: 'Show everybody how a domain is, or no more',
    },
    body: json(newStatusPageSchema),
    needs: 'share',
    gives: { status: 200, says: 'What is shown, and where', schema: statusPageSchema },
    refuses: [400, 403, 404, 409, 415],
  },
} as const satisfies Record<string, Operation>
