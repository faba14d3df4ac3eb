/** The shapes of what is done with one mail in the HTTP API: judging it again, rehearsing, its session. As in `app/api.ts`. */
import { z } from 'zod'

const time = z.iso.datetime()

/** GET /mails/{id}/analyses: newest first. */
export const analysisListSchema = z.object({
  analyses: z.array(z.object({ analysis: z.number().int(), at: time, score: z.number().nullable() })),
})
/** The body of POST /mails/{id}/analyses: what was decided before holds where it says nothing. */
export const newAnalysisSchema = z.strictObject({
  /** What it is judged as, and whether as one of many: both or neither. */
  kind: z.enum(['newsletter', 'transactional', 'personal']).optional(),
  bulk: z.boolean().optional(),
  /** For this analysis: follow its links, or look at its images. Its sender may see that. */
  links: z.literal(true).optional(),
  images: z.literal(true).optional(),
  /** It is the real mail, not a test of it. */
  real: z.literal(true).optional(),
})
/** POST /mails/{id}/analyses → 202: its report comes, GET /mails/{id}?analysis= */
export const askedAnalysisSchema = z.object({ id: z.string(), analysis: z.number().int(), status: z.literal('stored') })

/** GET /mails/{id}/session: the conversation in which it came. Other recipients are not named. */
export const sessionSchema = z.object({
  peerAddress: z.string(),
  peerPort: z.number().int(),
  helo: z.string(),
  /** EHLO, not HELO? */
  extended: z.boolean(),
  tlsVersion: z.string().nullable(),
  tlsCipher: z.string().nullable(),
  startedAt: time,
  endedAt: time.nullable(),
  ending: z.string().nullable(),
  transcript: z.array(z.object({ at: time, from: z.enum(['client', 'server']), line: z.string() })),
})
