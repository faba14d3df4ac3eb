/** The operations of the HTTP API about this Seedbed itself. Part of `app/operations.ts`. */
import type { Operation } from '../operations.ts'
import { checkListSchema, statusSchema } from './api.ts'

export const aboutOperations = {
  listChecks: {
    ...{ method: 'GET', path: '/checks', area: 'This Seedbed', summary: 'List every check' },
    gives: { status: 200, says: 'The checks, in the order of the reports', schema: checkListSchema },
    refuses: [],
  },
  readStatus: {
    ...{ method: 'GET', path: '/status', area: 'This Seedbed', summary: 'See what limits this Seedbed' },
    says: 'As seen within the last minute. What cannot be checked from here is never counted against anybody.',
    gives: { status: 200, says: 'Its parts', schema: statusSchema },
    refuses: [],
  },
} as const satisfies Record<string, Operation>
