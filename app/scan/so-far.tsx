/**
 * A running scan fills in: its sections with what was counted in each, and below them every finding as it comes. Nothing that stands there
 * moves: a count changes in its place, a finding goes to the end.
 */
import type { ReportFound, Verdict } from '#checks/report.ts'
import { WorkingIcon } from '../ui/icons.tsx'
import { count } from '../ui/count.ts'
import { VerdictIcon, verdictCount, verdictWord } from '../ui/verdict.tsx'
import { Words } from '../ui/words.tsx'
import type { SoFar } from './found.ts'

export function SoFarView({ soFar: { sections, checks, found } }: { soFar: SoFar }) {
  return (
    <>
      <p className="mt-4 text-sm text-muted tabular-nums">
        {found.length} of {count(checks, 'check')} answered
      </p>
      <progress className="progress mt-1" max={checks} value={found.length} aria-label="Checks answered" />
      <ul className="mt-4 grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
        {sections.map(({ id, title }) => (
          <li key={id} className="flex min-h-11 items-center justify-between gap-3 rounded-lg border border-line px-3 py-1.5">
            <span className="min-w-0 text-[0.95rem]">{title.replace(/:.*$/, '')}</span>
            <Counts found={found.filter((one) => one.section === id)} />
          </li>
        ))}
      </ul>
      {found.length > 0 && (
        <section aria-labelledby="so-far">
          <h3 id="so-far" className="mt-6 font-semibold">
            So far
          </h3>
          <ol className="mt-1">
            {found.map((one) => (
              <Row key={one.id} one={one} />
            ))}
          </ol>
        </section>
      )}
    </>
  )
}

const shown: Verdict[] = ['fail', 'warn', 'pass', 'info', 'unknown']

function Counts({ found }: { found: ReportFound[] }) {
  if (found.length === 0) {
    return (
      <span className="text-muted">
        <WorkingIcon className="size-4" />
        <span className="sr-only">nothing yet</span>
      </span>
    )
  }
  const counts = shown.map((verdict) => [verdict, found.filter((one) => one.verdict === verdict).length] as const)
  return (
    <span className="flex shrink-0 items-center gap-3 text-sm text-muted tabular-nums">
      {counts.map(
        ([verdict, amount]) =>
          amount > 0 && (
            <span key={verdict} className="inline-flex items-center gap-1">
              <VerdictIcon verdict={verdict} className="size-3.5" />
              <span aria-hidden="true">{amount}</span>
              <span className="sr-only">{verdictCount(verdict, amount)}</span>
            </span>
          ),
      )}
    </span>
  )
}

const Row = ({ one: { title, verdict, explanation } }: { one: ReportFound }) => (
  <li className="flex items-start gap-3 border-b border-line py-2 last:border-b-0">
    <span className="pt-0.5">
      <VerdictIcon verdict={verdict} className="size-4" />
    </span>
    <span className="min-w-0 grow text-[0.95rem]">
      <span className="sr-only">{verdictWord(verdict)}: </span>
      <Words say={explanation} />
    </span>
    <span className="hidden shrink-0 text-sm text-muted sm:block">{title}</span>
  </li>
)
