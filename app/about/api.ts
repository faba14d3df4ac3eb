/** The shapes of what this Seedbed is and checks in the HTTP API. As in `app/api.ts`. */
import { z } from 'zod'

/** GET /checks: in the order of a report. */
export const checkListSchema = z.object({
  checks: z.array(
    z.object({
      /** Never renamed. */
      id: z.string(),
      title: z.string(),
      reference: z.string(),
      /** Of what it is asked, and in which section of the report. */
      asked: z.array(z.object({ subject: z.enum(['mail', 'domain', 'address', 'bounce']), section: z.string() })),
    }),
  ),
})

/** GET /status */
export const statusSchema = z.object({
  /** What bears upon reports; all of it for whoever runs this Seedbed. */
  parts: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      state: z.enum(['works', 'limits', 'unsure', 'off']),
      say: z.string(),
      /** What the operator can change. */
      cure: z.string().optional(),
    }),
  ),
})
