/** The operations of the HTTP API about bounces. Part of `app/operations.ts`. */
import { z } from 'zod'
import { bounceAnswerSchema } from '#checks/report.ts'
import { bounceListSchema, bounceSchema, newClassificationSchema } from '../api.ts'
import { bounceFiguresSchema, keptBouncesSchema, newKeptBouncesSchema } from './api.ts'
import type { Operation } from '../operations.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ type: 'application/json' as const, schema })
const wholeNumber = z.coerce.number().int()

const narrowed = {
  since: z.iso.datetime().optional().describe('From then on'),
  until: z.iso.datetime().optional().describe('Before then'),
  code: z.string().optional().describe('Enhanced status code, 5.1.1; none for those without'),
  label: z.string().optional().describe('What it means: mailbox-unknown'),
  class: z.enum(['hard', 'block', 'soft', 'unknown']).optional(),
  provider: z.string().optional().describe('The receiver: gmail; other for those not recognised'),
  domain: z.string().optional().describe('Of the recipient'),
  project: z.string().optional().describe('The id of a project'),
}

export const bounceOperations = {
  listBounces: {
    ...{ method: 'GET', path: '/bounces', area: 'Bounces', summary: 'List what came back' },
    says: 'Newest first, of a year when no time is given: refusals told by mails that arrived, by probes and test sends, and those that were kept.',
    query: z.object({
      ...narrowed,
      after: z.string().optional().describe('The `next` of the answer before'),
      limit: wholeNumber.min(1).max(200).optional().describe('How many at most; 50 when left out'),
    }),
    gives: { status: 200, says: 'The bounces', schema: bounceListSchema },
    refuses: [400],
  },
  exportBounces: {
    ...{ method: 'GET', path: '/bounces/export', area: 'Bounces', summary: 'Get what came back as CSV' },
    says: 'As in the list, 50,000 lines at most. No cell begins with what a spreadsheet takes for a formula.',
    query: z.object(narrowed),
    gives: { status: 200, says: 'The bounces, with a heading', type: 'text/csv' },
    refuses: [400],
  },
  readBounceFigures: {
    ...{
      method: 'GET',
      path: '/bounces/figures',
      area: 'Bounces',
      summary: 'Count what came back, by time, receiver, class and reason',
    },
    query: z.object({
      ...narrowed,
      by: z.enum(['code', 'label']).optional().describe('What the time is told apart by; code when left out'),
    }),
    gives: { status: 200, says: 'The numbers of the charts', schema: bounceFiguresSchema },
    refuses: [400],
  },
  readBounce: {
    ...{ method: 'GET', path: '/bounces/{id}', area: 'Bounces', summary: 'Read one bounce' },
    gives: { status: 200, says: 'The bounce', schema: bounceSchema },
    refuses: [404],
  },
  keepBounces: {
    ...{ method: 'POST', path: '/bounces', area: 'Bounces', summary: 'Keep replies, a bounce mail or an export in a project' },
    says: 'Keeping the same once more changes nothing.',
    body: json(newKeptBouncesSchema),
    needs: 'test',
    gives: { status: 201, says: 'How many are kept, and what they are kept under', schema: keptBouncesSchema },
    refuses: [400, 403, 413, 415],
  },
  takeBackBounces: {
    ...{ method: 'DELETE', path: '/bounces/kept/{as}', area: 'Bounces', summary: 'Delete what was kept together' },
    needs: 'delete',
    gives: { status: 204, says: 'It is gone' },
    refuses: [403, 404],
  },
  explainExport: {
    ...{ method: 'POST', path: '/bounces/explain', area: 'Bounces', summary: 'Have class, label and action added to an export' },
    says: 'The CSV of a sending service. The column with the replies is found, or named by its number from 0. Nothing of it is kept.',
    query: z.object({ column: wholeNumber.min(0).max(999).optional().describe('The column with the replies') }),
    body: { type: 'text/csv' },
    needs: 'read',
    gives: { status: 200, says: 'The same table, with three columns more', type: 'text/csv' },
    refuses: [400, 413, 415],
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
