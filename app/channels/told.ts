/**
 * What a channel of the kind webhook is sent: the shape of the request, and its place in the document of the API. Within v1 fields are only added.
 */
import { z } from 'zod'

const time = z.iso.datetime()

export const alertToldSchema = z.object({
  type: z.enum(['alert.opened', 'alert.recovered']),
  /** When it was sent. */
  timestamp: time,
  data: z.object({
    /** Of the alert: the same when it opens and when it is over. */
    id: z.string(),
    kind: z
      .enum(['failing', 'listed', 'port-down', 'expiring', 'record-changed', 'cannot-check', 'did-not-run', 'test'])
      .describe('What kind of news it is; test is of the button'),
    subjectKind: z.enum(['domain', 'host', 'address']).describe('host: its ports'),
    subject: z.string().describe('The domain, host or address that was looked at'),
    check: z.string().nullable(),
    code: z.string().nullable().describe('The outcome of that check'),
    since: time,
    what: z.string(),
    cause: z.string().nullable().describe('Why it matters'),
    step: z.string().nullable().describe('What to do first'),
    report: z.string().describe('Where to read on'),
    mail: z
      .object({
        subject: z.string().describe('As its sender wrote it, on one line, of 151 characters at most'),
        recipient: z.string().describe('The test address it came to'),
        page: z.string(),
      })
      .nullable()
      .describe('The mail it is known from; null unless there is one and its project has alerts carry this (alertsTellAll)'),
  }),
})

const header = (name: string, description: string) => ({
  ...{ name, in: 'header', required: true, description },
  schema: { type: 'string' },
})

/** The request as OpenAPI describes it. `schema`: where its body is described. */
export const alertToldOperation = (schema: Record<string, unknown>) => ({
  operationId: 'alertTold',
  tags: ['Channels'],
  summary: 'An alert begins or is over',
  description:
    'Sent to a channel of the kind webhook, signed as Standard Webhooks has it (standardwebhooks.com). Without an answer of 2xx it is sent again six times within a day and a half, with the same id.',
  parameters: [
    header('webhook-id', 'The same for each try, so that one that came twice is known'),
    header('webhook-timestamp', 'Seconds since 1970'),
    header('webhook-signature', 'v1, and HMAC-SHA256 over id.timestamp.body in base64, with the key of the channel'),
  ],
  requestBody: { required: true, content: { 'application/json': { schema } } },
  responses: { '2XX': { description: 'It is there' } },
})
