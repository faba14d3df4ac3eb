/** The shapes of a team's own seed domains in the HTTP API. As in `app/api.ts`. */
import { z } from 'zod'

/** The body of POST /seed-domains. */
export const newSeedDomainSchema = z.strictObject({ domain: z.string().max(2048) })
export const seedDomainSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Is its mail taken here? Once its records were seen. */
  isLed: z.boolean(),
  checkedAt: z.iso.datetime().nullable(),
  /** Where its MX leads; null before the first look. */
  leads: z.enum(['here', 'unproved', 'elsewhere', 'nowhere', 'unknown']).nullable(),
  exchanges: z.array(z.string()),
  /** To be published as they are. */
  records: z.array(z.object({ name: z.string(), type: z.string(), value: z.string() })),
})
/** GET /seed-domains */
export const seedDomainListSchema = z.object({ seedDomains: z.array(seedDomainSchema) })
