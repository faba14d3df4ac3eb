/** What changed between two reports of one kind: in what is published, and in what was found. */
import type { Report, ReportFinding, ReportWords, Verdict } from './report.ts'
import { answeredRecords } from './published.ts'

export interface ChangedFinding {
  id: string
  before: { verdict: Verdict; code: string; say: ReportWords }
  after: { verdict: Verdict; code: string; say: ReportWords }
}

export interface ChangedRecords {
  name: string
  type: string
  gone: string[]
  come: string[]
}

export interface Comparison {
  findings: ChangedFinding[]
  records: ChangedRecords[]
}

/** Only what both reports asked is compared: a name that one of them did not ask, or that was silent, did not change. */
export function compare(before: Report, after: Report): Comparison {
  return { findings: changedFindings(before, after), records: changedRecords(before, after) }
}

function changedFindings(before: Report, after: Report): ChangedFinding[] {
  const earlier = new Map(before.findings.map((finding) => [finding.id, finding]))
  return after.findings.flatMap((now) => {
    const then = earlier.get(now.id)
    if (!then || (then.code === now.code && then.verdict === now.verdict)) return []
    return {
      id: now.id,
      before: { verdict: then.verdict, code: then.code, say: then.explanation },
      after: { verdict: now.verdict, code: now.code, say: now.explanation },
    }
  })
}

/** Findings of the later report that the earlier one had too, word for word or not. */
export function sameFindings(before: Report, after: Report): ReportFinding[] {
  const earlier = new Map(before.findings.map(({ id, verdict, code }) => [id, `${verdict} ${code}`]))
  return after.findings.filter(({ id, verdict, code }) => earlier.get(id) === `${verdict} ${code}`)
}

function changedRecords(before: Report, after: Report): ChangedRecords[] {
  const keyOf = ({ name, type }: { name: string; type: string }) => `${name} ${type}`
  const earlier = new Map(answeredRecords(before).map((records) => [keyOf(records), records.values]))
  return answeredRecords(after).flatMap(({ name, type, values }) => {
    const then = earlier.get(keyOf({ name, type })) ?? values
    const gone = then.filter((value) => !values.includes(value))
    const come = values.filter((value) => !then.includes(value))
    return gone.length + come.length > 0 ? { name, type, gone, come } : []
  })
}
