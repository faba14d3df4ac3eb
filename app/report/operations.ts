/** The operations of the HTTP API on one mail: judging it again, rehearsing, its session. Part of `app/operations.ts`. */
import { z } from 'zod'
import { newChangeSchema, scanSchema } from '../api.ts'
import type { Operation } from '../operations.ts'
import { analysisListSchema, askedAnalysisSchema, newAnalysisSchema, sessionSchema } from './api.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ type: 'application/json' as const, schema })

export const mailOperations = {
  listAnalyses: {
    ...{ method: 'GET', path: '/mails/{id}/analyses', area: 'Mails', summary: 'List the reports of a mail' },
    gives: { status: 200, says: 'The analyses that have one, newest first', schema: analysisListSchema },
    refuses: [404],
  },
  judgeAgain: {
    ...{ method: 'POST', path: '/mails/{id}/analyses', area: 'Mails', summary: 'Have a mail judged again, or as something else' },
    says: 'Reports of before stay. A report that is seconds old is not made again.',
    body: json(newAnalysisSchema),
    needs: 'test',
    gives: { status: 202, says: 'It is asked for; its report comes', schema: askedAnalysisSchema },
    refuses: [400, 404, 409, 415],
  },
  rehearseMail: {
    ...{
      method: 'POST',
      path: '/mails/{id}/rehearsals',
      area: 'Mails',
      summary: 'Judge a mail as if other records were published',
    },
    says: 'Nothing is published. The scan tells the difference once it has its report.',
    body: json(z.strictObject({ changes: z.array(newChangeSchema).min(1).max(50) })),
    needs: 'test',
    gives: { status: 202, says: 'The rehearsal; read it as a scan', schema: scanSchema },
    refuses: [400, 403, 404, 409, 415, 429],
  },
  readSession: {
    ...{ method: 'GET', path: '/mails/{id}/session', area: 'Mails', summary: 'Read the conversation in which a mail came' },
    gives: { status: 200, says: 'The session, with its transcript', schema: sessionSchema },
    refuses: [404],
  },
} as const satisfies Record<string, Operation>
