/** What was seen, exactly as found. Seeing nothing is evidence too. */
import type { ReportEvidence } from '#checks/report.ts'
import { count } from '../ui/count.ts'

/** Rows that stand open; a long tree is below, where it asks nothing of the reader. */
const mostOpen = 5

export function EvidenceList({ evidence }: { evidence: ReportEvidence[] }) {
  const open = evidence.length > mostOpen + 1 ? mostOpen : evidence.length
  const rest = evidence.slice(open)
  return (
    <>
      <Rows evidence={evidence.slice(0, open)} />
      {rest.length > 0 && (
        <details className="mt-2">
          <summary className="opener flex min-h-8 items-center text-sm text-muted">{rest.length} more</summary>
          <div className="mt-2">
            <Rows evidence={rest} />
          </div>
        </details>
      )}
    </>
  )
}

function Rows({ evidence }: { evidence: ReportEvidence[] }) {
  return (
    <ul className="grid gap-2">
      {evidence.map(({ where, what, asked }) => (
        <li key={`${where} ${what}`} className="rounded-lg bg-sunken px-3 py-2">
          <p className="text-xs text-muted">
            <bdi>{where}</bdi>
          </p>
          <p className="exact">
            <bdi dir="auto">{what === '' ? '(empty)' : what}</bdi>
          </p>
          {asked && (
            <p className="mt-0.5 text-xs text-muted tabular-nums">
              answered by <bdi>{asked.server}</bdi> in {Math.round(asked.milliseconds)} ms, may be remembered for{' '}
              {count(asked.ttl, 'second')}
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}
