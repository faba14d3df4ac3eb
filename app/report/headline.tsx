/** The answer: one sentence, its one cause, the score and what limits it. */
import type { Report, Verdict } from '#checks/report.ts'
import { percent } from '../ui/count.ts'
import { Score } from '../ui/score.tsx'
import { VerdictIcon, verdictText } from '../ui/verdict.tsx'
import { Words } from '../ui/words.tsx'

const verdicts: Record<Report['headline']['kind'], Verdict> = {
  ready: 'pass',
  'ready-with-advice': 'pass',
  'fix-first': 'fail',
  refused: 'fail',
  'not-conclusive': 'unknown',
}

/** Which verdict's shape and colour a headline carries. */
export const headlineVerdict = (kind: Report['headline']['kind']): Verdict => verdicts[kind]

/** `level`: 1 on the report's own page, 2 where it stands inside another. */
export function Headline({ report, level }: { report: Report; level: 1 | 2 }) {
  const { headline, score, limit } = report
  const verdict = headlineVerdict(headline.kind)
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <div className="flex flex-col gap-x-10 gap-y-5 sm:flex-row sm:items-start sm:justify-between">
      <div className="flex gap-3.5">
        <span className="pt-1">
          <VerdictIcon verdict={verdict} className="size-7" />
        </span>
        <div>
          <Heading className="max-w-[30ch] text-[1.6rem] leading-[1.2] font-semibold tracking-[-0.02em] sm:text-[1.85rem]">
            <Words say={headline.say} marked={false} />
          </Heading>
          {headline.cause && (
            <p className="mt-2.5 max-w-[58ch] text-[1.05rem] text-muted">
              <Words say={headline.cause} terms />
            </p>
          )}
        </div>
      </div>
      <div className="shrink-0 ps-10 sm:w-52 sm:ps-0">
        {score === null ? (
          <p className="text-muted">No score: we could check only {percent(report.coverage)} of what counts.</p>
        ) : (
          <Score score={score} ceiling={limit?.score} tone={verdictText(verdict)} />
        )}
        {score !== null && limit && (
          <p className="mt-2 text-sm text-muted">
            Limited by:{' '}
            <a className="link text-ink" href={`#${limit.by}`}>
              <Words say={limit.say} marked={false} />
            </a>
          </p>
        )}
      </div>
    </div>
  )
}
