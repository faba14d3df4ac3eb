/** The operation of the HTTP API that finds things. Part of `app/operations.ts`. */
import { z } from 'zod'
import type { Operation } from '../operations.ts'
import { foundListSchema } from './api.ts'

export const findOperations = {
  find: {
    ...{
      method: 'GET',
      path: '/find',
      area: 'History',
      summary: 'Find domains, addresses, mails, reports and pages by a few letters',
    },
    says: 'As ⌘K does. For all that fit, search the mails or the scans.',
    query: z.object({ q: z.string().max(253).describe('The letters') }),
    gives: { status: 200, says: 'What was found', schema: foundListSchema },
    refuses: [],
  },
} as const satisfies Record<string, Operation>
