/** The operations of the HTTP API about bounces. Part of `app/operations.ts`. */
import { z } from 'zod'
import { bounceAnswerSchema } from '#checks/report.ts'
import { bounceListSchema, newClassificationSchema } from '../api.ts'
import type { Operation } from '../operations.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ type: 'application/json' as const, schema })
const wholeNumber = z.coerce.number().int()

export const bounceOperations = {
  listBounces: {
    ...{ method: 'GET', path: '/bounces', area: 'Bounces', summary: 'List what came back' },
    says: 'Newest first, of a year when no time is given: refusals told by mails that arrived, by probes and test sends, and those that were kept.',
    query: z.object({
      since: z.iso.datetime().optional().describe('From then on'),
      until: z.iso.datetime().optional().describe('Before then'),
      code: z.string().optional().describe('Enhanced status code, 5.1.1; none for those without'),
      label: z.string().optional().describe('What it means: mailbox-unknown'),
      class: z.enum(['hard', 'block', 'soft', 'unknown']).optional(),
      provider: z.string().optional().describe('The receiver: gmail; other for those not recognised'),
      domain: z.string().optional().describe('Of the recipient'),
      project: z.string().optional().describe('The id of a project'),
      after: z.string().optional().describe('The `next` of the answer before'),
      limit: wholeNumber.min(1).max(200).optional().describe('How many at most; 50 when left out'),
    }),
    gives: { status: 200, says: 'The bounces', schema: bounceListSchema },
    refuses: [400],
  },
  classifyBounce: {
    ...{ method: 'POST', path: '/bounces/classify', area: 'Bounces', summary: 'Ask what a reply or a bounce mail means' },
    says: 'Nothing of it is kept.',
    body: json(newClassificationSchema),
    needs: 'read',
    gives: { status: 200, says: 'What it means, for each recipient', schema: bounceAnswerSchema },
    refuses: [400, 413, 415],
  },
} as const satisfies Record<string, Operation>
