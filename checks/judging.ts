/** What every report has, whatever it is about: the findings of its sections, and the numbers. */
import { boundedEvidence, boundedFix, boundedWords } from './bounds.ts'
import { type Check, type Finding, info } from './check.ts'
import type { Net } from './net.ts'
import type { ReportFinding, ReportFound } from './report.ts'
import { type Answered, runChecks } from './run.ts'
import { type Circumstances, isForeign, scoreAndFixes } from './score.ts'

interface SectionOf<Subject> {
  id: string
  title: string
  checks: Check<Subject>[]
}

/** What is told while a report is being made: how much is asked, and each finding as it comes, not yet scored. */
export interface Progress {
  begun(asked: { sections: { id: string; title: string }[]; checks: number }): void
  found(one: ReportFound): void
}

/** Asks the checks of these sections and scores what they say. @throws {Error} only when we are wrong */
export async function judge<Subject>(
  sections: SectionOf<Subject>[],
  subject: Subject,
  net: Net,
  about: Circumstances,
  progress?: Progress,
) {
  progress?.begun({
    sections: sections.map(({ id, title }) => ({ id, title })),
    checks: sections.reduce((sum, { checks }) => sum + checks.length, 0),
  })
  const asked = await runChecks(sections, subject, net, (one) => progress?.found(foundIn(one, whoseRecord(one, about))))
  const answered = asked.map((one) => ({ ...one, finding: whoseRecord(one, about) }))
  const judged = answered.map(({ check, finding }) => ({
    id: check.id,
    verdict: finding.verdict,
    code: finding.code,
    cause: finding.cause,
  }))
  const { scored, first } = scoreAndFixes(judged, about)
  const numbers = {
    score: scored.score,
    coverage: scored.coverage,
    ...(scored.limit && { limit: scored.limit }),
    first,
    sections: sections.map(({ id, title }) => ({ id, title, ...(scored.sections.get(id) ?? { of: 0, lost: 0 }) })),
  }
  return { findings: answered.map((one) => rowOf(one, scored.costs.get(one.check.id) ?? 0)), scored, first, numbers }
}

/** An answer as it is told while the others are still asked. */
export function foundIn({ section, check: { id, title } }: Answered, { verdict, code, explanation }: Finding): ReportFound {
  return { id, section, title, verdict, code, explanation: boundedWords(explanation) }
}

/**
 * A record of a mailbox provider is a note: whoever writes from gmail.com can change nothing about it. A record of the service that sends is
 * the service's to change, so its fix goes there.
 */
function whoseRecord({ check, finding }: Answered, about: Circumstances): Finding {
  if (!('fix' in finding) || !isForeign(check.id, about)) return finding
  const { code, explanation, evidence, fix } = finding
  if (about.foreign?.includes('from')) return info(code, { explanation, evidence })
  return { ...finding, fix: fix.who === 'dns' ? { ...fix, who: 'sending-service' } : fix }
}

/** Milliseconds, to a tenth. */
export function since(started: number): number {
  return Math.round((performance.now() - started) * 10) / 10
}

/** An answer as a row of the report. `costs`: the points of 100 it takes. */
export function rowOf({ section, check, finding }: Answered, costs: number): ReportFinding {
  const { id, title, reference } = check
  const { verdict, code, explanation, evidence, cause } = finding
  // As nearly all rows are.
  if (cause === undefined && (finding.verdict === 'pass' || finding.verdict === 'info')) {
    const [said, seen] = [boundedWords(explanation), boundedEvidence(evidence)]
    return { id, section, title, reference, verdict, code, explanation: said, evidence: seen, costs }
  }
  const own = cause === undefined ? {} : { cause }
  const bad = finding.verdict === 'warn' || finding.verdict === 'fail' ? { fix: boundedFix(finding.fix) } : {}
  const open = finding.verdict === 'unknown' ? { side: finding.side } : {}
  const said = { explanation: boundedWords(explanation), evidence: boundedEvidence(evidence) }
  return { id, section, title, reference, verdict, code, ...said, ...own, ...open, ...bad, costs }
}
