/** The rows about what each large receiver would do: they stand on the other findings, so they are asked last. */
import type { Check } from './check.ts'
import { appleSender } from './providers/apple-sender.ts'
import { gmailBulk } from './providers/gmail-bulk.ts'
import { gmailSender } from './providers/gmail-sender.ts'
import type { JudgedMail } from './providers/outcome.ts'
import { outlookSender } from './providers/outlook-sender.ts'
import { providerPrediction } from './providers/provider-prediction.ts'
import { yahooSender } from './providers/yahoo-sender.ts'

export const receiversSection: { id: 'receivers'; title: string; checks: Check<JudgedMail>[] } = {
  id: 'receivers',
  title: 'Would they accept it?',
  checks: [providerPrediction, gmailSender, gmailBulk, yahooSender, outlookSender, appleSender],
}
