/** The rows about a mail that came back: a bounce, a complaint, an automatic answer. Other mails have none of them. */
import { bounceBlocklistNamed } from './bounce/bounce-blocklist-named.ts'
import { bounceClass } from './bounce/bounce-class.ts'
import { bounceCodeConsistent } from './bounce/bounce-code-consistent.ts'
import { bounceForged } from './bounce/bounce-forged.ts'
import { bounceFormat } from './bounce/bounce-format.ts'
import { bounceProviderRule } from './bounce/bounce-provider-rule.ts'
import { bounceRate } from './bounce/bounce-rate.ts'
import { bounceRetryHint } from './bounce/bounce-retry-hint.ts'
import { complaintReport } from './bounce/complaint-report.ts'
import type { Bounce } from './bounce/read.ts'
import type { Check } from './check.ts'

export const bounceSection: { id: 'bounce'; title: string; checks: Check<Bounce>[] } = {
  id: 'bounce',
  title: 'What came back',
  checks: [
    bounceClass,
    bounceProviderRule,
    bounceCodeConsistent,
    bounceBlocklistNamed,
    bounceRetryHint,
    bounceFormat,
    bounceForged,
    complaintReport,
    bounceRate,
  ],
}
