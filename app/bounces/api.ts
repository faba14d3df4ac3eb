/** The shapes of bounces that are kept, in the HTTP API. As in `app/api.ts`. */
import { z } from 'zod'
import { seriesSchema } from '../charts/api.ts'

/** The body of POST /bounces: a reply, a bounce mail or an export, and where it is kept. */
export const newKeptBouncesSchema = z.strictObject({
  /** The id of a project. */
  project: z.string().max(64),
  /** `550 5.1.1 …` */
  reply: z.string().max(20_000).optional(),
  /** A bounce mail, whole, as it came. */
  mime: z.string().optional(),
  /** The CSV of a sending service. */
  csv: z.string().optional(),
  /** Of the CSV: the column with the replies, from 0; found when left out. */
  column: z.number().int().min(0).max(999).optional(),
})
/** POST /bounces → 201. */
export const keptBouncesSchema = z.object({
  /** For DELETE /bounces/kept/{as}. */
  as: z.string(),
  project: z.string(),
  kept: z.number().int(),
})

const rank = { key: z.string(), count: z.number().int(), share: z.number().min(0).max(1) }
/** GET /bounces/figures: what the charts show. */
export const bounceFiguresSchema = z.object({
  total: z.number().int(),
  time: seriesSchema,
  /** The ten most of each. */
  providers: z.array(z.object({ ...rank, name: z.string() })),
  classes: z.array(z.object({ ...rank, key: z.enum(['hard', 'block', 'soft', 'unknown']) })),
  reasons: z.array(z.object({ ...rank, name: z.string() })),
})
