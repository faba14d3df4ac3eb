/** The picture of an IP address. Imported by the browser: types and schemas only. */
import { z } from 'zod'
import { gapSchema } from './gap.ts'

/** Of an IP address: its names, whose network it is in, and what every list says. */
export const addressViewSchema = z.object({
  address: z.string(),
  names: z.array(
    z.object({
      name: z.string(),
      /** Where the name leads, of the family of the address. Empty with a gap. */
      addresses: z.array(z.string()),
      leadsBack: z.boolean(),
      gap: gapSchema.optional(),
    }),
  ),
  /** Names left out. */
  moreNames: z.number(),
  /** The names could not be seen. */
  gap: gapSchema.optional(),
  /** Null when nobody announces it, or with a gap. */
  network: z
    .object({
      prefix: z.string(),
      /** Who announces it, by number, and what they call themselves. */
      systems: z.array(z.object({ number: z.string(), name: z.string() })),
      /** ISO 3166 code, the registry, and the day (ISO 8601) it was given out; '' where not known. */
      country: z.string(),
      registry: z.string(),
      since: z.string(),
    })
    .nullable(),
  networkGap: gapSchema.optional(),
  /** Empty of an address that is not public. */
  lists: z.array(
    z.object({
      zone: z.string(),
      name: z.string(),
      tier: z.enum(['spamhaus', 'major', 'minor', 'collateral', 'domain', 'allow']),
      /** Where a removal is asked for. */
      page: z.string(),
      state: z.enum(['clear', 'listed', 'not-answered']),
      /** Of a listing: what it means, in the words of checks/records/blocklists.ts, and the list's own reason. */
      meanings: z.array(z.string()),
      reason: z.string(),
      /** Why it did not answer, and whose side that is on. */
      why: z.string().optional(),
      side: z.enum(['ours', 'theirs']).optional(),
    }),
  ),
})

export type AddressView = z.infer<typeof addressViewSchema>
