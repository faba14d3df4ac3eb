/** Words as a report keeps them: the sentence, and which parts of it are the world's. Imported by the browser. */
import { z } from 'zod'

export const wordsSchema = z.object({
  text: z.string(),
  strings: z.array(z.string()),
  values: z.array(z.union([z.string(), z.number(), z.object({ time: z.string() })])),
})
