/** The reports of a mail that was checked more than once: each with its date, and which of them is open. */
import { Link } from '@remix-run/react'
import { count, points } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import type { AnalysisLine, MailPage } from './page.server.ts'

/** So many stand on a phone; the others are folded there. */
const fewOnPhones = 2

export function Analyses({ page, base }: { page: MailPage; base: string }) {
  const { analyses, picked } = page
  const [newest] = analyses
  const waits = page.mail.status !== 'reported' && newest !== undefined
  if (analyses.length < 2 && !waits) return null
  const shown = picked ?? (waits ? undefined : newest?.analysis)
  const isKept = (line: AnalysisLine, place: number) => place < fewOnPhones || line.analysis === shown
  const others = analyses.filter((line, place) => !isKept(line, place))
  const way = (line: AnalysisLine) => (
    <Way key={line.analysis} {...{ page, base, line, waits }} current={line.analysis === shown} />
  )
  return (
    <nav aria-label="Reports of this mail" className="mt-3 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1 text-muted">
        <span>{waits ? 'A new report is on its way. Before:' : 'Checked more than once:'}</span>
        {analyses.map((line, place) =>
          isKept(line, place) ? (
            way(line)
          ) : (
            <span key={line.analysis} className="max-sm:hidden">
              {way(line)}
            </span>
          ),
        )}
      </p>
      {others.length > 0 && (
        <details className="sm:hidden">
          <summary className="opener inline-flex min-h-8 items-center text-muted">
            {count(others.length, 'earlier report')}
          </summary>
          <p className="grid gap-2">{others.map(way)}</p>
        </details>
      )}
      {picked !== null && picked !== newest?.analysis && (
        <p className="mt-2 rounded-lg bg-info-soft px-3 py-2 text-info">
          This is an earlier report. DNS and lists may say something else today.
        </p>
      )}
    </nav>
  )
}

interface WayProps {
  page: MailPage
  base: string
  line: AnalysisLine
  /** Is a new report on its way? */
  waits: boolean
  current: boolean
}

function Way({ page: { analyses, tab }, base, line, waits, current }: WayProps) {
  if (current) {
    return (
      <strong aria-current="true" className="font-medium text-ink">
        <Line line={line} />
      </strong>
    )
  }
  const decided = tab === 'decided' ? 'tab=decided' : ''
  const numbered = line === analyses[0] && !waits ? '' : `analysis=${line.analysis}`
  const query = [decided, numbered].filter(Boolean).join('&')
  return (
    <Link className="link" to={query === '' ? base : `${base}?${query}`}>
      <Line line={line} />
    </Link>
  )
}

function Line({ line: { at, score } }: { line: AnalysisLine }) {
  return (
    <>
      <Time at={at} /> · {score === null ? 'no score' : points(score)}
    </>
  )
}
