/** The exit status that says what came of it. */
import type { Report } from '#checks/report.ts'
import { type Baseline, isBad, isKnown } from './baseline.ts'

/** As in the score: under this share there is no number. */
const leastCoverage = 0.7

export interface Strictness {
  failOn: 'warn' | 'fail' | 'never'
  onUnknown: 'fail' | 'warn'
  baseline: Baseline | undefined
}

/** Findings come before silence: what was found, was found. */
export function statusOf(reports: Report[], { failOn, onUnknown, baseline }: Strictness): 0 | 1 | 3 {
  const counts = (verdict: string) => verdict === 'fail' || (failOn === 'warn' && verdict === 'warn')
  const found = reports.some((report) =>
    report.findings.some((one) => isBad(one) && counts(one.verdict) && !isKnown(baseline, report, one)),
  )
  if (found && failOn !== 'never') return 1
  const blind = reports.some(({ coverage }) => coverage < leastCoverage)
  return blind ? (onUnknown === 'fail' ? 1 : 3) : 0
}
