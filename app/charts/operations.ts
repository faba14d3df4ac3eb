/** The operations of the HTTP API about the figures of a team over time. Part of `app/operations.ts`. */
import { z } from 'zod'
import type { Operation } from '../operations.ts'
import { historySchema } from './api.ts'

const query = z.object({
  of: z
    .enum(['checks', 'mails', 'delays', 'replies', 'bounces', 'scores'])
    .describe('Verdicts by check, mails and how long they were under way, SMTP replies, bounces, or scores by mail'),
  days: z.coerce.number().int().min(1).max(366).optional().describe('How far back; 30 when left out'),
  by: z.enum(['hour', 'day']).optional().describe('Of checks, replies and bounces. By day when left out; by hour up to 14 days'),
  domain: z.string().optional().describe('Of checks, mails and delays: only of this From domain'),
  check: z.string().optional().describe('Of checks: only of this one'),
})

export const historyOperations = {
  readHistory: {
    ...{ method: 'GET', path: '/history', area: 'History', summary: 'Read how often what came of your mails, over time' },
    query,
    gives: { status: 200, says: 'The figures', schema: historySchema },
    refuses: [400, 403],
  },
  exportHistory: {
    ...{ method: 'GET', path: '/history/export', area: 'History', summary: 'Get the same as CSV' },
    query,
    gives: { status: 200, says: 'The figures, with a heading', type: 'text/csv' },
    refuses: [400, 403],
  },
} as const satisfies Record<string, Operation>
