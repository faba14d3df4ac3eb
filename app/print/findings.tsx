/** Findings on paper: nothing is folded, and what only passed or does not apply is counted. */
import type { Report, ReportFinding } from '#checks/report.ts'
import { foldSections, type FoldedSection } from '../report/fold.ts'
import { actionWord, ownerOf, zoneLine } from '../report/plain.ts'
import { count, points } from '../ui/count.ts'
import { VerdictIcon, verdictWord } from '../ui/verdict.tsx'
import { Words } from '../ui/words.tsx'

/** The first fixes, with what each gains. */
export function FixesOnPaper({ report: { first, findings, changes = [] } }: { report: Report }) {
  const steps = first.flatMap((step) => {
    const fix = findings.find(({ id }) => id === step.id)?.fix
    return fix ? [{ ...step, fix }] : []
  })
  if (steps.length + changes.length === 0) return null
  return (
    <section className="mt-8">
      <h2 className="text-lg font-semibold tracking-tight">What to do first</h2>
      <ol className="mt-2 grid list-decimal gap-2 ps-6">
        {steps.map(({ id, fix, before, after }) => (
          <li key={id} className="break-inside-avoid">
            <Words say={fix.say} />{' '}
            <span className="text-muted">
              (by {ownerOf(fix.who)}
              {points(after) !== points(before) && `; score ${points(before)} → ${points(after)}`})
            </span>
          </li>
        ))}
      </ol>
      <Records records={changes} />
    </section>
  )
}

type Change = NonNullable<NonNullable<ReportFinding['fix']>['records']>[number]

function Records({ records }: { records: Change[] }) {
  return records.map((record) => (
    <p
      key={`${record.action} ${record.name} ${record.type} ${record.value}`}
      className="exact mt-2 break-inside-avoid rounded border border-line px-3 py-2"
    >
      <strong>{actionWord(record.action)}</strong> <bdi>{zoneLine(record)}</bdi>
      {record.was !== undefined && (
        <span className="block text-muted">
          today: <bdi>{record.was}</bdi>
        </span>
      )}
    </p>
  ))
}

export function FindingsOnPaper({ report, evidence }: { report: Report; evidence: boolean }) {
  return foldSections(report).map((section) => <SectionOnPaper key={section.id} section={section} evidence={evidence} />)
}

function SectionOnPaper({
  section: { title, open, unknowns, passes, notes, notApplicable },
  evidence,
}: {
  section: FoldedSection
  evidence: boolean
}) {
  const rest = [
    ...(passes.length > 0 ? [`${count(passes.length, 'check')} passed`] : []),
    ...(notes.length > 0 ? [count(notes.length, 'note')] : []),
    ...(unknowns.length > 0 ? [`${unknowns.length} could not be checked`] : []),
    ...(notApplicable.length > 0 ? [`${notApplicable.length} ${notApplicable.length === 1 ? 'does' : 'do'} not apply`] : []),
  ]
  return (
    <section className="mt-8">
      <h2 className="text-lg font-semibold tracking-tight">{title}</h2>
      {open.map((finding) => (
        <FindingOnPaper key={`${finding.id} ${finding.code}`} finding={finding} evidence={evidence} />
      ))}
      <p className="mt-2 text-sm text-muted">{rest.join(' · ')}</p>
    </section>
  )
}

function FindingOnPaper({
  finding: { id, code, verdict, explanation, fix, evidence: seen, reference },
  evidence,
}: {
  finding: ReportFinding
  evidence: boolean
}) {
  return (
    <div className="mt-4 grid grid-cols-[1.5rem_minmax(0,1fr)] break-inside-avoid-page">
      <span className="pt-1">
        <VerdictIcon verdict={verdict} className="size-4" />
      </span>
      <div>
        <h3 className="font-semibold">
          <span className="sr-only">{verdictWord(verdict)}: </span>
          <Words say={explanation} />
        </h3>
        {fix && (
          <p className="mt-0.5">
            <Words say={fix.say} /> <span className="text-muted">(by {ownerOf(fix.who)})</span>
          </p>
        )}
        <Records records={fix?.records ?? []} />
        {evidence &&
          seen.map(({ where, what }) => (
            <p key={`${where} ${what}`} className="exact mt-1 text-sm text-muted">
              <bdi>{where}</bdi>: <bdi>{what || '(empty)'}</bdi>
            </p>
          ))}
        <p className="mt-1 text-xs text-muted">
          {id} {code} · {reference}
        </p>
      </div>
    </div>
  )
}
