/** The answer: one sentence, its one cause, the score and what limits it. */
import type { Report, ReportWords, Verdict } from '#checks/report.ts'
import { percent } from '../ui/count.ts'
import { Score } from '../ui/score.tsx'
import { VerdictIcon, verdictSoft, verdictText } from '../ui/verdict.tsx'
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
    <div className="flex flex-col gap-x-10 gap-y-4 sm:flex-row sm:items-start sm:justify-between">
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 sm:gap-x-3.5">
        <span className={`grid size-9 place-items-center rounded-xl sm:size-10 ${verdictSoft(verdict)}`}>
          <VerdictIcon verdict={verdict} className="size-5 sm:size-6" />
        </span>
        <Heading className="max-w-[30ch] self-center text-[1.25rem] leading-[1.22] font-semibold tracking-[-0.02em] sm:text-[1.85rem]">
          <Sentences say={headline.say} />
        </Heading>
        {headline.cause && (
          <p className="mt-2 max-w-[58ch] text-muted max-sm:col-span-2 max-sm:text-[0.95rem] sm:col-start-2 sm:mt-2.5 sm:text-[1.05rem]">
            <Words say={headline.cause} terms />
          </p>
        )}
      </div>
      <div className="shrink-0 max-sm:flex max-sm:items-start max-sm:gap-5 sm:w-52">
        {score === null ? (
          <p className="text-muted">No score: we could check only {percent(report.coverage)} of what counts.</p>
        ) : (
          <Score score={score} ceiling={limit?.score} tone={verdictText(verdict)} />
        )}
        {score !== null && limit && (
          <p className="text-sm text-muted sm:mt-2">
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

/** The first sentence is the answer; what follows is said more quietly. */
function Sentences({ say }: { say: ReportWords }) {
  const [start = '', ...rest] = say.strings
  const end = start.indexOf('. ')
  if (end < 0) return <Words say={say} marked={false} />
  return (
    <>
      {start.slice(0, end + 1)}{' '}
      <span className="text-muted">
        <Words say={{ ...say, strings: [start.slice(end + 2), ...rest] }} marked={false} />
      </span>
    </>
  )
}
