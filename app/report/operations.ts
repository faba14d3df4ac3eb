/** The operations of the HTTP API on one mail: judging it again, rehearsing, its session. Part of `app/operations.ts`. */
import { z } from 'zod'
import { newChangeSchema, scanSchema } from '../api.ts'
import type { Operation } from '../operations.ts'
import {
  analysisListSchema,
  askedAnalysisSchema,
  newAnalysisSchema,
  partListSchema,
  previewSchema,
  seenServerSchema,
  sessionSchema,
  sinceSchema,
} from './api.ts'

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
  listMailParts: {
    ...{ method: 'GET', path: '/mails/{id}/parts', area: 'Mails', summary: 'List the parts of a mail' },
    gives: { status: 200, says: 'The parts, with their numbers', schema: partListSchema },
    refuses: [404],
  },
  readPreview: {
    ...{ method: 'GET', path: '/mails/{id}/preview', area: 'Mails', summary: 'Read what a reader sees of a mail' },
    says: 'Nothing in it is fetched. 404 also when only its report is kept.',
    gives: { status: 200, says: 'Its row in an inbox, its text, and what Gmail would cut', schema: previewSchema },
    refuses: [404],
  },
  readSince: {
    ...{
      method: 'GET',
      path: '/mails/{id}/since',
      area: 'Mails',
      summary: 'See what changed since the last mail of its domain that passed',
    },
    says: '404 also when none passed before, and for who may not know of it.',
    gives: { status: 200, says: 'What changed', schema: sinceSchema },
    refuses: [404],
  },
  readSeenServer: {
    ...{ method: 'GET', path: '/servers/{ip}', area: 'Mails', summary: 'See what came to you from the address of a server' },
    says: '404 when nothing did, and for who is limited to projects: it is counted over all of the team.',
    gives: { status: 200, says: 'How many, when, and from whom', schema: seenServerSchema },
    refuses: [404],
  },
} as const satisfies Record<string, Operation>
