/** The shapes of app passwords in the HTTP API. Part of `app/api.ts`, which hands them on. */
import { z } from 'zod'

const time = z.iso.datetime()
/** `port` with STARTTLS, `tlsPort` with TLS from the first octet. */
const door = z.object({ host: z.string(), port: z.number().int(), tlsPort: z.number().int() })

/** The body of POST /app-passwords. */
export const newAppPasswordSchema = z.strictObject({
  name: z.string().min(1).max(80),
  /** The id of a project; all addresses of the team when left out. */
  project: z.string().max(64).optional(),
})
export const appPasswordSchema = z.object({
  id: z.string(),
  name: z.string(),
  username: z.string(),
  project: z.string().nullable(),
  createdAt: time,
  lastUsedAt: time.nullable(),
})
/** POST /app-passwords → 201. The password is shown this once. */
export const madeAppPasswordSchema = appPasswordSchema.extend({ password: z.string(), imap: door })
/** GET /app-passwords: newest first. */
export const appPasswordListSchema = z.object({ appPasswords: z.array(appPasswordSchema) })
