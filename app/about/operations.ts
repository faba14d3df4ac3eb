/** The operations of the HTTP API about this Seedbed itself. Part of `app/operations.ts`. */
import type { Operation } from '../operations.ts'
import { z } from 'zod'
import { checkListSchema, checkSchema, privacySchema, scoreSchema, setupSchema, statusSchema } from './api.ts'

export const aboutOperations = {
  listChecks: {
    ...{ method: 'GET', path: '/checks', area: 'This Seedbed', summary: 'List every check' },
    gives: { status: 200, says: 'The checks, in the order of the reports', schema: checkListSchema },
    refuses: [],
  },
  readCheck: {
    ...{ method: 'GET', path: '/checks/{id}', area: 'This Seedbed', summary: 'Read what a check weighs, and what mends it' },
    gives: { status: 200, says: 'The check', schema: checkSchema },
    refuses: [404],
  },
  readScore: {
    ...{ method: 'GET', path: '/score', area: 'This Seedbed', summary: 'Read what a score is made of' },
    says: 'Of a mail and of a domain, in 100 points; the score of a report is a tenth of what is left.',
    gives: { status: 200, says: 'The rubrics', schema: scoreSchema },
    refuses: [],
  },
  readPrivacy: {
    ...{
      method: 'GET',
      path: '/privacy',
      area: 'This Seedbed',
      summary: 'Read what is kept, who can read it, who outside learns what',
    },
    gives: { status: 200, says: 'The statements, from its settings', schema: privacySchema },
    refuses: [],
  },
  readSetup: {
    ...{ method: 'GET', path: '/setup', area: 'This Seedbed', summary: 'See what mail from the internet still needs' },
    says: 'For whoever owns the instance. As seen within the last seconds, with the records to publish.',
    query: z.object({
      domain: z.string().max(253).optional().describe('A domain of yours, before the names are set'),
      address: z.string().max(100).optional().describe('Where the internet reaches this machine, when it cannot tell'),
    }),
    needs: 'settings',
    gives: { status: 200, says: 'The steps', schema: setupSchema },
    refuses: [400, 403],
  },
  readStatus: {
    ...{ method: 'GET', path: '/status', area: 'This Seedbed', summary: 'See what limits this Seedbed' },
    says: 'As seen within the last minute. What cannot be checked from here is never counted against anybody.',
    gives: { status: 200, says: 'Its parts', schema: statusSchema },
    refuses: [],
  },
} as const satisfies Record<string, Operation>
