/** The shapes of the figures of a team over time in the HTTP API. As in `app/api.ts`. */
import { z } from 'zod'

const at = z.iso.datetime()
const count = z.number().int()

/** GET /history: oldest first; an hour or a day (UTC) is named by its beginning. */
export const historySchema = z.discriminatedUnion('of', [
  z.object({
    of: z.literal('checks'),
    rows: z.array(z.object({ at, check: z.string(), verdict: z.string(), count })),
  }),
  z.object({ of: z.literal('replies'), rows: z.array(z.object({ at, reply: z.string(), count })) }),
  z.object({
    of: z.literal('bounces'),
    rows: z.array(z.object({ at, status: z.string(), class: z.string(), label: z.string(), provider: z.string(), count })),
  }),
  /** By day: how many, how many would arrive, and their scores; null where none could be told. */
  z.object({
    of: z.literal('mails'),
    rows: z.array(
      z.object({ at, mails: count, ready: count, meanScore: z.number().nullable(), leastScore: z.number().nullable() }),
    ),
  }),
  /** By day: how many were under way for so many milliseconds at most, and longer than the row before. */
  z.object({ of: z.literal('delays'), rows: z.array(z.object({ at, atMost: count, count })) }),
  /** The newest 500 mails of the time. */
  z.object({
    of: z.literal('scores'),
    rows: z.array(z.object({ at, mail: z.string(), score: z.number().nullable(), subjectHeader: z.string().nullable() })),
  }),
])
