/** A section of the report: what asks something of the reader is open, the rest is folded with its count. */
import type { ReactNode } from 'react'
import type { ReportFinding } from '#checks/report.ts'
import { count, share } from '../ui/count.ts'
import { VerdictCount, VerdictIcon } from '../ui/verdict.tsx'
import { Finding } from './finding.tsx'
import type { FoldedSection } from './fold.ts'

interface SectionProps {
  section: FoldedSection
  /** The check whose row is open from the start. */
  opened: string | undefined
  /** What the report is about. */
  about?: 'mail' | 'domain' | 'address' | 'host'
  /** What stands above the findings. */
  children?: ReactNode
}

export function Section({ section, opened, about = 'mail', children }: SectionProps) {
  const { id, title, open, passes, notes, unknowns, notApplicable } = section
  return (
    <section aria-labelledby={`section-${id}`} className="card overflow-hidden">
      <header className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 border-b border-line bg-sunken/50 px-4 py-3 sm:px-5">
        <h2 id={`section-${id}`} className="text-lg font-semibold tracking-tight">
          {title}
        </h2>
        <Counts section={section} />
      </header>
      {children && <div className="border-b border-line">{children}</div>}
      {open.map((finding) => (
        <Finding key={`${finding.id} ${finding.code}`} finding={finding} open={finding.id === opened} />
      ))}
      <Fold findings={unknowns} label={<CouldNot findings={unknowns} />} />
      <Fold findings={notes} label={<Folded verdict="info" text={count(notes.length, 'note')} />} />
      <Fold findings={passes} label={<Folded verdict="pass" text={`${count(passes.length, 'check')} passed`} />} />
      <Fold
        findings={notApplicable}
        label={<span className="block ps-7 text-muted">{doesNotApply(notApplicable.length, about)}</span>}
      />
    </section>
  )
}

const doesNotApply = (amount: number, about: string): string =>
  `${count(amount, 'check')} ${amount === 1 ? 'does' : 'do'} not apply to this ${about}`

function Counts({ section: { open, passes, unknowns, of, lost } }: { section: FoldedSection }) {
  const problems = open.filter((finding) => finding.verdict === 'fail').length
  const warnings = open.length - problems
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-muted">
      {problems > 0 && <VerdictCount verdict="fail" amount={problems} />}
      {warnings > 0 && <VerdictCount verdict="warn" amount={warnings} />}
      {open.length === 0 && passes.length > 0 && <VerdictCount verdict="pass" amount={passes.length} />}
      {unknowns.length > 0 && <VerdictCount verdict="unknown" amount={unknowns.length} />}
      {of > 0 && (
        <span className="whitespace-nowrap tabular-nums">
          {share(of - lost)} of {share(of)} points
        </span>
      )}
    </p>
  )
}

function Folded({ verdict, text }: { verdict: 'pass' | 'info' | 'unknown'; text: string }) {
  return (
    <span className="flex items-center gap-3">
      <VerdictIcon verdict={verdict} className="size-4" />
      {text}
    </span>
  )
}

function CouldNot({ findings }: { findings: ReportFinding[] }) {
  const ours = findings.filter((finding) => finding.side === 'ours').length
  const theirs = findings.length - ours
  const whose = ours === 0 ? 'on their side' : theirs === 0 ? 'on our side' : `${theirs} on their side, ${ours} on ours`
  return <Folded verdict="unknown" text={`${findings.length} could not be checked, ${whose}`} />
}

function Fold({ findings, label }: { findings: ReportFinding[]; label: ReactNode }) {
  if (findings.length === 0) return null
  return (
    <details className="border-t border-line first-of-type:border-t-0">
      <summary className="flex min-h-11 items-center gap-3 px-4 py-1.5 text-[0.95rem] hover:bg-sunken/60 focus-visible:-outline-offset-2 sm:px-5">
        <span className="grow">{label}</span>
        <span className="opener" aria-hidden="true" />
      </summary>
      <div className="border-t border-line">
        {findings.map((finding) => (
          <Finding key={`${finding.id} ${finding.code}`} finding={finding} small />
        ))}
      </div>
    </details>
  )
}
