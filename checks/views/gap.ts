import { z } from 'zod'
import { wordsSchema } from '../report-words.ts'

/** What could not be seen, why, and whose side that is on. Never "missing". */
export const gapSchema = z.object({ say: wordsSchema, side: z.enum(['ours', 'theirs']) })

export type Gap = z.infer<typeof gapSchema>
