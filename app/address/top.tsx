/** What an address's report says first. */
import type { Report } from '#checks/report.ts'
import { percent, points } from '../ui/count.ts'
import { VerdictIcon, verdictText, verdictWord } from '../ui/verdict.tsx'
import { Words } from '../ui/words.tsx'

const verdicts = {
  ready: 'pass',
  'ready-with-advice': 'warn',
  'fix-first': 'fail',
  refused: 'fail',
  'not-conclusive': 'unknown',
} as const

export function AddressTop({ report: { headline, score, coverage, limit, first } }: { report: Report }) {
  const verdict = verdicts[headline.kind]
  return (
    <section aria-label="The answer" className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
      <span className="pt-1">
        <VerdictIcon verdict={verdict} className="size-5" />
      </span>
      <div>
        <p className="text-[1.1rem] leading-snug font-medium sm:text-[1.25rem]">
          <span className="sr-only">{verdictWord(verdict)}: </span>
          <Words say={headline.say} marked={false} />
        </p>
        {headline.cause && (
          <p className="mt-1">
            <Words say={headline.cause} />{' '}
            {first[0] && (
              <a className="link text-sm whitespace-nowrap" href={`#${first[0].id}`}>
                what to do
              </a>
            )}
          </p>
        )}
        <p className="mt-3 text-sm text-muted">
          {score === null ? (
            <>No score: we could check only {percent(coverage)} of what counts.</>
          ) : (
            <>
              As a sender{' '}
              <strong className={`text-base font-semibold tabular-nums ${verdictText(toneOf(score))}`}>{points(score)}</strong> /
              10 <span className="whitespace-nowrap">(the address alone, not a mail’s score)</span>
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
      </div>
    </section>
  )
}

const toneOf = (score: number) => (score >= 8 ? 'pass' : score >= 5 ? 'warn' : 'fail')
