/** The shapes of links to reports in the HTTP API. As in `app/api.ts`. */
import { z } from 'zod'

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
