/** In which order findings stand on the page, and which of them are folded because they ask nothing of the reader. */
import type { Report, ReportFinding, ReportSection, Verdict } from '#checks/report.ts'

/** A section as the page shows it. Open findings first come problems, then warnings, dear ones before cheap ones. */
export interface FoldedSection extends ReportSection {
  open: ReportFinding[]
  passes: ReportFinding[]
  notes: ReportFinding[]
  unknowns: ReportFinding[]
  /** Outcomes that only say that the question does not arise: one line. */
  notApplicable: ReportFinding[]
}

/** The catalogue's codes `not-applicable`, `no-…` and `not-…` mark a missing prerequisite. */
export function applies({ verdict, code }: Pick<ReportFinding, 'verdict' | 'code'>): boolean {
  return verdict !== 'info' || !/^(not-|no-)/.test(code)
}

/** Could it not be answered because nobody here saw the mail being delivered? Such rows are told in one line. */
export function needsDelivery({ verdict, side, evidence }: ReportFinding): boolean {
  return verdict === 'unknown' && side === 'ours' && evidence[0]?.where === 'session'
}

const gravity: Record<Verdict, number> = { fail: 0, warn: 1, unknown: 2, info: 3, pass: 4 }

const byGravity = (a: ReportFinding, b: ReportFinding): number => gravity[a.verdict] - gravity[b.verdict] || b.costs - a.costs

/** What the receivers make of the mail stands in a table of its own, and repeats the other findings. */
const inItsOwnTable = 'receivers'

/** The sections that have something to say, in the report's own order. Where the whole has no number, or nothing was judged, a part has no points. */
export function foldSections({ sections, findings, score }: Pick<Report, 'sections' | 'findings' | 'score'>): FoldedSection[] {
  return sections
    .filter(({ id }) => id !== inItsOwnTable)
    .map((section) =>
      foldSection(
        section,
        findings.filter((finding) => finding.section === section.id),
        score !== null,
      ),
    )
    .filter((section) => findings.some((finding) => finding.section === section.id))
}

function foldSection(section: ReportSection, findings: ReportFinding[], scored: boolean): FoldedSection {
  const of = (verdict: Verdict): ReportFinding[] => findings.filter((finding) => finding.verdict === verdict && applies(finding))
  const counted = scored && findings.some(({ verdict }) => verdict !== 'unknown' && verdict !== 'info')
  return {
    ...section,
    of: counted ? section.of : 0,
    open: [...of('fail'), ...of('warn')].sort(byGravity),
    passes: of('pass'),
    notes: of('info'),
    unknowns: of('unknown'),
    notApplicable: findings.filter((finding) => !applies(finding)),
  }
}
