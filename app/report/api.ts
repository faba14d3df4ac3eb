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

/** GET /mails/{id}/parts: parents before what is in them, 500 at most. */
export const partListSchema = z.object({
  parts: z.array(
    z.object({
      /** For GET /mails/{id}/parts/{number}; of a multipart there is nothing there. */
      number: z.string(),
      type: z.string(),
      /** Of the file, as the sender wrote it, made safe; '' when there is none. */
      name: z.string(),
      /** Decoded octets; of a multipart those of all that is in it. */
      size: z.number().int(),
      encoding: z.string(),
      charset: z.string(),
      attached: z.boolean(),
    }),
  ),
})

/** GET /mails/{id}/preview: what a reader sees of it. */
export const previewSchema = z.object({
  /** Its row in an inbox. */
  inbox: z.object({ name: z.string(), subject: z.string(), beginning: z.string() }),
  /** The beginning of its text; null when it has none. */
  text: z.string().nullable(),
  html: z
    .object({
      /** Decoded octets. */
      size: z.number().int(),
      /** What stands below Gmail’s line; null when all is above it. */
      below: z.object({ links: z.number().int(), texts: z.array(z.string()) }).nullable(),
      /** Images elsewhere, and images of the mail that cannot be shown. */
      remoteImages: z.number().int(),
      missingImages: z.number().int(),
    })
    .nullable(),
})

/** GET /mails/{id}/since: what changed since the last mail of its domain that passed. */
export const sinceSchema = z.object({
  /** That mail. */
  id: z.string(),
  receivedAt: time,
  /** What it was sent with otherwise. `usual`: another server of the same network. */
  ways: z.array(
    z.object({
      what: z.enum(['service', 'signers', 'return-path', 'address', 'helo']),
      before: z.string(),
      after: z.string(),
      usual: z.boolean(),
    }),
  ),
  /** Records that changed, and the two reports between which they did. */
  records: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      gone: z.array(z.string()),
      come: z.array(z.string()),
      between: z.array(z.string()),
    }),
  ),
  /** Passing mails in a row, up to this one, that were sent alike; 0 where something differs. */
  alike: z.number().int(),
})

/** GET /servers/{ip}: what came from there to your addresses. */
export const seenServerSchema = z.object({
  mails: z.number().int(),
  firstAt: time,
  lastAt: time,
  /** The newest mail. */
  mail: z.string(),
  /** Domains of From; `proven`: of how many mails the sender was proved. */
  domains: z.array(z.object({ domain: z.string(), mails: z.number().int(), proven: z.number().int() })),
})
