/** What every report has, whatever it is about: the findings of its sections, and the numbers. */
import type { Check } from './check.ts'
import type { Net } from './net.ts'
import type { ReportFinding } from './report.ts'
import { type Answered, runChecks } from './run.ts'
import { type Circumstances, firstFixes, type Score, score } from './score.ts'

interface SectionOf<Subject> {
  id: string
  title: string
  checks: Check<Subject>[]
}

/** Asks the checks of these sections and scores what they say. @throws {Error} only when we are wrong */
export async function judge<Subject>(sections: SectionOf<Subject>[], subject: Subject, net: Net, about: Circumstances) {
  const answered = await runChecks(sections, subject, net)
  const judged = answered.map(({ check, finding }) => ({
    id: check.id,
    verdict: finding.verdict,
    code: finding.code,
    cause: finding.cause,
  }))
  const scored = score(judged, about)
  const first = firstFixes(judged, about)
  const numbers = {
    score: scored.score,
    coverage: scored.coverage,
    ...(scored.limit && { limit: scored.limit }),
    first,
    sections: sections.map(({ id, title }) => ({ id, title, ...(scored.sections.get(id) ?? { of: 0, lost: 0 }) })),
  }
  return { findings: answered.map((one) => rowOf(one, scored)), scored, first, numbers }
}

/** Milliseconds, to a tenth. */
export function since(started: number): number {
  return Math.round((performance.now() - started) * 10) / 10
}

function rowOf({ section, check, finding }: Answered, { costs }: Score): ReportFinding {
  const { id, title, reference } = check
  const { verdict, code, explanation, evidence, cause } = finding
  return {
    id,
    section,
    title,
    reference,
    verdict,
    code,
    explanation,
    evidence,
    ...(cause !== undefined && { cause }),
    ...(finding.verdict === 'unknown' && { side: finding.side }),
    ...((finding.verdict === 'warn' || finding.verdict === 'fail') && { fix: finding.fix }),
    costs: costs.get(id) ?? 0,
  }
}
