/** The reports of a mail that was checked more than once: each with its date, and which of them is open. */
import { Link } from '@remix-run/react'
import { points } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import type { AnalysisLine, MailPage } from './page.server.ts'

export function Analyses({ page, base }: { page: MailPage; base: string }) {
  const { analyses, picked, tab } = page
  const [newest] = analyses
  const waits = page.mail.status !== 'reported' && newest !== undefined
  if (analyses.length < 2 && !waits) return null
  const shown = picked ?? (waits ? undefined : newest?.analysis)
  const query = tab === 'decided' ? 'tab=decided&' : ''
  return (
    <nav aria-label="Reports of this mail" className="mt-3 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1 text-muted">
        <span>{waits ? 'A new report is on its way. Before:' : 'Checked more than once:'}</span>
        {analyses.map((line, index) =>
          line.analysis === shown ? (
            <strong key={line.analysis} aria-current="true" className="font-medium text-ink">
              <Line line={line} />
            </strong>
          ) : (
            <Link
              key={line.analysis}
              className="link"
              to={
                index === 0 && !waits
                  ? `${base}${tab === 'decided' ? '?tab=decided' : ''}`
                  : `${base}?${query}analysis=${line.analysis}`
              }
            >
              <Line line={line} />
            </Link>
          ),
        )}
      </p>
      {picked !== null && picked !== newest?.analysis && (
        <p className="mt-2 rounded-lg bg-info-soft px-3 py-2 text-info">
          This is an earlier report. DNS and lists may say something else today.
        </p>
      )}
    </nav>
  )
}

function Line({ line: { at, score } }: { line: AnalysisLine }) {
  return (
    <>
      <Time at={at} /> · {score === null ? 'no score' : points(score)}
    </>
  )
}
