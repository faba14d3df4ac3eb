/** JUnit XML: a suite for each subject, a case for each check. What could not be looked at is skipped; what is in the baseline passes. */
import type { Report, ReportFinding } from '#checks/report.ts'
import { isKnown } from '../baseline.ts'
import type { Printed } from './print.ts'

export function junit(printed: Printed): string {
  const suites = printed.reports.map((report) => suite(report, printed))
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`
}

function suite(report: Report, printed: Printed): string {
  const { findings, subject, milliseconds } = report
  const fails = (finding: ReportFinding) => isFailure(finding, printed) && !isKnown(printed.baseline, report, finding)
  const count = (test: (finding: ReportFinding) => boolean) => findings.filter(test).length
  const head = `  <testsuite name="${xml(subject)}" tests="${findings.length}" failures="${count(fails)}" skipped="${count(isSkipped)}" time="${milliseconds / 1000}">`
  return [head, ...findings.map((finding) => testCase(finding, subject, fails(finding))), '  </testsuite>'].join('\n')
}

function isFailure({ verdict }: ReportFinding, { failOn }: Printed): boolean {
  return (verdict === 'fail' && failOn !== 'never') || (verdict === 'warn' && failOn === 'warn')
}

function isSkipped({ verdict }: ReportFinding): boolean {
  return verdict === 'unknown'
}

function testCase(finding: ReportFinding, subject: string, failed: boolean): string {
  const { id, section, code, explanation, evidence, fix } = finding
  const open = `    <testcase classname="${xml(`${subject}.${section}`)}" name="${xml(id)}"`
  const seen = evidence.map(({ where, what }) => `${where}: ${what}`).join('\n')
  if (failed)
    return `${open}><failure type="${xml(code)}" message="${xml(explanation.text)}">${xml([seen, fix?.say.text ?? ''].join('\n'))}</failure></testcase>`
  if (isSkipped(finding)) return `${open}><skipped message="${xml(explanation.text)}"/></testcase>`
  return `${open}/>`
}

/** Characters that XML 1.0 cannot hold become U+FFFD. */
function xml(text: string): string {
  const allowed = text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
  return allowed.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
}
