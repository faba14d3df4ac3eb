/** The shapes of what is found in the HTTP API. As in `app/api.ts`. */
import { z } from 'zod'

/** GET /find: by kind, six of each at most; pages are those of the dashboard. */
export const foundListSchema = z.object({
  groups: z.array(
    z.object({
      title: z.string(),
      hits: z.array(
        z.object({
          title: z.string(),
          note: z.string(),
          at: z.iso.datetime().nullable(),
          /** Of a mail and a report its id stands behind the last slash. */
          page: z.string(),
        }),
      ),
    }),
  ),
})
