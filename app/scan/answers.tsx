/** The three answers a domain's report begins with, and the score of its set-up. */
import type { Report, ReportAnswer } from '#checks/report.ts'
import { percent, points } from '../ui/count.ts'
import { VerdictIcon, verdictText, verdictWord } from '../ui/verdict.tsx'
import { Words } from '../ui/words.tsx'

const labels: Record<ReportAnswer['id'], string> = { receiving: 'Receiving', sending: 'Sending', forgery: 'Forgery' }

export function Answers({ report }: { report: Report }) {
  return (
    <section aria-label="The three answers">
      <dl className="grid gap-y-4">
        {report.answers?.map((answer) => (
          <Answer key={answer.id} answer={answer} />
        ))}
      </dl>
      <SetUp report={report} />
    </section>
  )
}

function Answer({ answer: { id, verdict, say, by } }: { answer: ReportAnswer }) {
  return (
    <div className="grid gap-x-6 gap-y-1 sm:grid-cols-[7rem_minmax(0,1fr)]">
      <dt className="text-sm font-semibold tracking-wide text-muted uppercase sm:pt-1">{labels[id]}</dt>
      <dd className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-[1.1rem] leading-snug sm:text-[1.2rem]">
        <span className="pt-0.5">
          <VerdictIcon verdict={verdict} className="size-5" />
        </span>
        <span className="font-medium">
          <span className="sr-only">{verdictWord(verdict)}: </span>
          <Words say={say} marked={false} />{' '}
          {by && verdict !== 'pass' && (
            <a className="link text-sm font-normal whitespace-nowrap" href={`#${by}`}>
              why<span className="sr-only"> {labels[id]} is so</span>
            </a>
          )}
        </span>
      </dd>
    </div>
  )
}

function SetUp({ report: { score, limit, coverage, headline } }: { report: Report }) {
  return (
    <p className="mt-5 text-sm text-muted">
      {score === null ? (
        <>No score: we could check only {percent(coverage)} of what counts.</>
      ) : (
        <>
          <Words say={headline.say} marked={false} /> Set-up{' '}
          <strong className={`text-base font-semibold tabular-nums ${verdictText(toneOf(score))}`}>{points(score)}</strong> / 10{' '}
          <span className="whitespace-nowrap">(not a mail’s score)</span>
          {limit && (
            <>
              , limited by{' '}
              <a className="link" href={`#${limit.by}`}>
                <Words say={limit.say} marked={false} />
              </a>
            </>
          )}
        </>
      )}
    </p>
  )
}

const toneOf = (score: number) => (score >= 8 ? 'pass' : score >= 5 ? 'warn' : 'fail')
