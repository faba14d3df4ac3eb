/** The shapes of links to reports in the HTTP API. As in `app/api.ts`. */
import { z } from 'zod'
import { reportSchema, verdictSchema } from '#checks/report.ts'

const time = z.iso.datetime()
const shows = {
  /** Of a mail: what is shown beside the report. */
  body: z.boolean(),
  recipients: z.boolean(),
  source: z.boolean(),
}

/** The body of POST /mails/{id}/shares; nothing beside the report when left out. */
export const newMailShareSchema = z.strictObject(shows).partial()
export const shareSchema = z.object({ id: z.string(), ...shows, createdAt: time, expiresAt: time, lastOpenedAt: time.nullable() })
/** GET /mails/{id}/shares, GET /scans/{id}/shares: newest first. */
export const shareListSchema = z.object({ shares: z.array(shareSchema) })
/** → 201. The URL opens the report for whoever has it; it is shown this once. */
export const madeShareSchema = shareSchema.extend({ url: z.string() })

/** GET /shared/{token}: what the link shows. */
export const sharedSchema = z.object({
  until: time,
  /** A domain or an address; of a mail its From domain. */
  subject: z.string(),
  report: reportSchema,
  mail: z
    .object({
      subjectHeader: z.string(),
      from: z.string(),
      receivedAt: time,
      /** Null unless they were ticked for the link. */
      recipient: z.string().nullable(),
      body: z.string().nullable(),
      source: z.string().nullable(),
    })
    .nullable(),
})

/** GET /public/{name}: what a team shows everybody of a domain. */
export const publicStatusSchema = z.object({
  domain: z.string(),
  lookedAt: time.nullable(),
  /** The worst of what is shown. */
  worst: verdictSchema,
  say: z.string(),
  lines: z.array(z.object({ part: z.string(), verdict: verdictSchema, word: z.string() })),
  /** With one decimal; null when it is not shown, or there is none. */
  score: z.string().nullable(),
})
