/** The shapes of the sandbox in the HTTP API. As in `app/api.ts`. */
import { z } from 'zod'

const time = z.iso.datetime()

/** GET /sandbox/mails: newest first. `next` is the `after` of the next question. */
export const sandboxMailListSchema = z.object({
  mails: z.array(
    z.object({
      id: z.string(),
      receivedAt: time,
      subjectHeader: z.string().nullable(),
      from: z.string().nullable(),
      /** All of the envelope. */
      recipients: z.array(z.string()),
      status: z.enum(['stored', 'analysing', 'reported', 'failed']),
      score: z.number().nullable(),
    }),
  ),
  next: z.string().nullable(),
})
/** DELETE /sandbox/mails → 200. */
export const emptiedSchema = z.object({ deleted: z.number().int() })

/** The body of POST /sandbox/passwords. */
export const newSandboxPasswordSchema = z.strictObject({
  /** The id of the project whose sandbox it opens; that of the team when left out. */
  project: z.string().max(64).optional(),
})
/** POST /sandbox/passwords → 201. The password is shown this once. */
export const sandboxPasswordSchema = z.object({
  username: z.string(),
  password: z.string(),
  /** `port` with STARTTLS, `tlsPort` with TLS from the first octet. */
  submission: z.object({ host: z.string(), port: z.number().int(), tlsPort: z.number().int() }),
})
/** GET /sandbox/passwords: newest first. */
export const sandboxPasswordListSchema = z.object({
  passwords: z.array(
    z.object({ username: z.string(), project: z.string().nullable(), createdAt: time, lastUsedAt: time.nullable() }),
  ),
})
