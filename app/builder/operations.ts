/** The operations of the HTTP API that build records. Part of `app/operations.ts`. */
import type { Operation } from '../operations.ts'
import { builderListSchema, builtRecordSchema, newRecordSchema } from './api.ts'

export const builderOperations = {
  listBuilders: {
    ...{ method: 'GET', path: '/builders', area: 'Records', summary: 'List the records that can be built' },
    gives: { status: 200, says: 'The builders', schema: builderListSchema },
    refuses: [],
  },
  buildRecord: {
    ...{ method: 'POST', path: '/builders/{kind}', area: 'Records', summary: 'Build a record of a domain from a few answers' },
    says: 'Of kind spf, dmarc, mta-sts, tls-rpt or bimi. Nothing is published: it says what to publish, what each part means, and what is asked.',
    body: { type: 'application/json', schema: newRecordSchema },
    needs: 'read',
    gives: { status: 200, says: 'The record so far, and the questions', schema: builtRecordSchema },
    refuses: [400, 404, 415],
  },
} as const satisfies Record<string, Operation>
