/** A rehearsal: left what is published, right what would change, below the lines to publish. */
import { Link, useLocation, useRevalidator } from '@remix-run/react'
import { useEffect } from 'react'
import { foldSections } from '../report/fold.ts'
import { useOpenTarget } from '../report/report.tsx'
import { Section } from '../report/section.tsx'
import { AskToDelete, Button } from '../ui/button.tsx'
import { WhoChip } from '../ui/chip.tsx'
import { WorkingIcon } from '../ui/icons.tsx'
import { Time } from '../ui/time.tsx'
import { AnswersThen, DifferenceView, ZoneLines } from './difference.tsx'
import type { WhatIfForm } from './form.ts'
import type { Answered, WhatIfPage } from './page.server.ts'
import { formId, RecordsForm } from './records-form.tsx'

/** `sent`: the form as it came back, with what is in its way. */
export function WhatIfView({ page, sent }: { page: WhatIfPage; sent: WhatIfForm | undefined }) {
  const { subject, waiting, difference, action, keptUntil } = page
  const form = sent ?? page.form
  useLookAgain(waiting !== null)
  useOpenTarget()
  return (
    <article>
      <header className="flex items-start justify-between gap-x-4">
        <h1 className="min-w-0 text-[1.5rem] leading-tight font-semibold tracking-[-0.02em] sm:text-[2rem]">
          What if, <bdi>{subject.title}</bdi>
        </h1>
        {keptUntil && (
          <WhoChip>
            <p>Anyone with this page’s link can read this rehearsal, and delete it.</p>
          </WhoChip>
        )}
      </header>
      <p className="mt-1 text-sm text-muted">
        {subject.kind === 'mail' ? 'The same mail, judged as if other records were published. ' : ''}
        <Link className="link" to={subject.report}>
          {subject.kind === 'mail' ? 'Its report' : 'What is published now'}
        </Link>
      </p>
      <Sentence ready={form !== null} />
      <div className="mt-5 grid items-start gap-x-6 gap-y-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        {form && <RecordsForm key={keyOf(form)} form={form} action={action} />}
        <div className="grid gap-5">
          {waiting && <Waiting waiting={waiting} />}
          {!waiting && difference && <DifferenceView difference={difference} />}
          {!waiting && !difference && page.before && <Nothing before={page.before} />}
        </div>
      </div>
      {!waiting && difference && (
        <div className="mt-5 grid gap-5">
          <ZoneLines changes={difference.changes} />
          <Whole report={difference.report} kind={subject.kind} />
        </div>
      )}
      {keptUntil && (
        <footer className="mt-10 flex flex-wrap items-start gap-x-6 gap-y-3 border-t border-line pt-6">
          <p className="pt-1 text-sm text-muted">
            Kept until <Time at={keptUntil} form="day" />.
          </p>
          <AskToDelete label="Delete this rehearsal" question="This rehearsal goes at once. This cannot be undone." />
        </footer>
      )}
    </article>
  )
}

/** Other rows are another form: what stands in its fields is then ours again, not the reader's. */
const keyOf = ({ rows, policy, ttl }: WhatIfForm): string =>
  JSON.stringify([rows.map(({ name, type, was, value, remove }) => [name, type, was, value, remove]), policy?.text, ttl])

function Sentence({ ready }: { ready: boolean }) {
  return (
    <div className="sticky top-0 z-[5] -mx-4 mt-4 flex items-center justify-between gap-4 border-y border-line bg-info-soft px-4 py-2 text-info sm:mx-0 sm:rounded-lg sm:border">
      <p>
        <strong className="font-semibold">Nothing is published.</strong> This is a rehearsal.
      </p>
      {ready && (
        <Button kind="quiet" form={formId} name="intent" value="rehearse">
          Rehearse
        </Button>
      )}
    </div>
  )
}

function Waiting({ waiting: { status, nextAttemptAt } }: { waiting: NonNullable<WhatIfPage['waiting']> }) {
  const { search } = useLocation()
  const stopped = status === 'failed'
  return (
    <section id="difference" className="card scroll-mt-20 p-4 sm:p-6" aria-live="polite">
      {stopped ? (
        <p>
          The scan stopped on our side.{' '}
          {nextAttemptAt ? (
            <>
              We try again at <Time at={nextAttemptAt} form="clock" />.
            </>
          ) : (
            'The reason is in our log. Rehearse again, or come back later.'
          )}
        </p>
      ) : (
        <p className="flex gap-3">
          <span className="pt-0.5 text-accent">
            <WorkingIcon className="size-5" />
          </span>
          Asking the name servers. The result opens here by itself.
        </p>
      )}
      <noscript>
        <p className="mt-3 text-sm text-muted">
          Without JavaScript this page does not notice by itself.{' '}
          <a className="link" href={search || '?'}>
            Look again
          </a>
        </p>
      </noscript>
    </section>
  )
}

function Nothing({ before }: { before: Answered }) {
  return (
    <section aria-labelledby="today" className="card grid gap-4 p-4 sm:p-6">
      <div>
        <h2 id="today" className="text-lg font-semibold tracking-tight">
          Today
        </h2>
        <p className="mt-1 text-muted">
          {before.score === null ? 'No score: too little could be looked at.' : <Score score={before.score} />} Edit a record and
          press Rehearse: here stands what would change.
        </p>
      </div>
      <AnswersThen before={null} after={before} />
    </section>
  )
}

const Score = ({ score }: { score: number }) => (
  <>
    Now <strong className="font-semibold text-ink tabular-nums">{score.toFixed(1)}</strong> / 10.
  </>
)

function Whole({ report, kind }: { report: NonNullable<WhatIfPage['difference']>['report']; kind: 'mail' | 'domain' }) {
  return (
    <details className="group">
      <summary className="opener flex min-h-11 items-center font-medium">The whole report, as if it were published</summary>
      <div className="mt-2 grid gap-5">
        {foldSections(report).map((section) => (
          <Section key={section.id} section={section} opened={undefined} about={kind} />
        ))}
      </div>
    </details>
  )
}

/** Milliseconds between the answer of one look and the next. */
const LOOK_MS = 800

/** Looks again and again while a scan is on its way and somebody can see it. The server holds each look until there is something. */
function useLookAgain(needed: boolean): void {
  const { revalidate, state } = useRevalidator()
  useEffect(() => {
    if (!needed || state !== 'idle') return
    const timer = setInterval(() => {
      if (!document.hidden) revalidate()
    }, LOOK_MS)
    return () => clearInterval(timer)
  }, [needed, state, revalidate])
}
