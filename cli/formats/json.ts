/** `--json`: one document on standard output, the reports as the API gives them. */
import { z } from 'zod'
import { reportSchema } from '#checks/report.ts'
import type { Printed } from './print.ts'

export const checkDocumentSchema = z.object({ reports: z.array(reportSchema) })
export type CheckDocument = z.infer<typeof checkDocumentSchema>

export function checkDocument({ reports }: Printed): CheckDocument {
  return checkDocumentSchema.parse({ reports })
}
