/** The page of a domain, and the same of one scan, frozen. */
import { Form, Link, useRevalidator } from '@remix-run/react'
import { useEffect } from 'react'
import { BuildFor } from '../builder/link.tsx'
import { Edge, useOpenTarget } from '../report/report.tsx'
import { foldSections } from '../report/fold.ts'
import { Section } from '../report/section.tsx'
import { AskToDelete, Button, buttonLook } from '../ui/button.tsx'
import { WhoChip } from '../ui/chip.tsx'
import { count } from '../ui/count.ts'
import { Plain } from '../ui/frame.tsx'
import { ArrowIcon } from '../ui/icons.tsx'
import { Time } from '../ui/time.tsx'
import { Rehearse } from '../what-if/link.tsx'
import { Answers } from './answers.tsx'
import { CheckBox } from './box.tsx'
import { Changes, OtherFixes } from './changes.tsx'
import { ComparisonView } from './comparison.tsx'
import { Contents } from './contents.tsx'
import { Earlier, Elsewhere } from './elsewhere.tsx'
import { NotYet } from './not-yet.tsx'
import type { ComparedScan, ScanPage } from './page.server.ts'
import { Questions } from './questions.tsx'
import { Records } from './records.tsx'
import { Services } from './services.tsx'
import { placesOf, ViewsOf } from './views.tsx'

interface Refused {
  retryAt: string | null
}

interface ScanPageProps {
  page: ScanPage
  /** The page of the scan itself, not of its domain now. */
  frozen?: boolean
  compared?: ComparedScan | null
  /** "Check again" was not possible. */
  refused?: Refused | undefined
}

export function ScanPageView({ page, frozen = false, compared, refused }: ScanPageProps) {
  const { scan, report } = page
  const running = scan.status === 'asked' || scan.status === 'running' || scan.nextAttemptAt !== null
  useLookAgain(running)
  return (
    <article>
      {frozen && <DatedBar page={page} />}
      <Head page={page} frozen={frozen} />
      {refused && <TooMany retryAt={refused.retryAt} />}
      <div className="mt-4 sm:mt-6">
        {compared && <ComparisonView compared={compared} />}
        {report ? <Body page={page} report={report} /> : <NotYet scan={scan} />}
      </div>
      <footer className="mt-10 grid gap-6 border-t border-line pt-6">
        <Elsewhere scan={scan} frozen={frozen} />
        {!frozen && <Earlier scans={page.earlier} now={scan.id} />}
        {frozen && <Delete keptUntil={scan.keptUntil} />}
      </footer>
    </article>
  )
}

function Body({ page: { scan, questions, records }, report }: { page: ScanPage; report: NonNullable<ScanPage['report']> }) {
  useOpenTarget()
  const sections = foldSections(report)
  return (
    <BuildFor.Provider value={scan.domain}>
      <div className="grid gap-5">
        <div className="card grid gap-5 p-4 sm:gap-7 sm:p-7">
          <Answers report={report} />
          <Changes report={report} />
          <OtherFixes report={report} />
        </div>
        <Contents sections={sections} places={placesOf(report.views, records.length > 0)} />
        {sections.map((section) => (
          <Section key={section.id} section={section} opened={report.first[0]?.id} about="domain" />
        ))}
        <ViewsOf views={report.views} />
        <Records records={records} />
        <Questions questions={questions} />
        <Edge report={report} about="domain" />
      </div>
    </BuildFor.Provider>
  )
}

/** Milliseconds between the answer of one look and the next. */
const LOOK_MS = 800

/** A page without its report looks again and again, as long as somebody can see it. The server holds each look until there is something. */
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

function DatedBar({ page: { scan, report } }: { page: ScanPage }) {
  return (
    <p className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-2 rounded-lg bg-info-soft px-4 py-2 text-info">
      <span>
        As seen <Time at={report?.analysedAt ?? scan.requestedAt} />. What is published may have changed since.
      </span>
      <Link className={buttonLook('quiet')} to={`/domain/${scan.domain}`}>
        Now <ArrowIcon className="size-3.5" />
      </Link>
    </p>
  )
}

const duration = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`

function Head({ page: { scan, report, questions }, frozen }: { page: ScanPage; frozen: boolean }) {
  return (
    <header className="flex items-start justify-between gap-x-4">
      <div className="min-w-0">
        <h1 className="text-[1.5rem] leading-tight font-semibold tracking-[-0.02em] sm:text-[2rem]">
          <bdi>{scan.unicode ?? scan.domain}</bdi>
        </h1>
        <p className="mt-1 flex flex-wrap items-center gap-x-2 text-sm text-muted">
          {scan.unicode && (
            <>
              <bdi className="value">{scan.domain}</bdi>
              <span aria-hidden="true">·</span>
            </>
          )}
          {report ? (
            <>
              <span>
                looked at <Time at={report.analysedAt} form="ago" />
              </span>
              <span aria-hidden="true">·</span>
              <span className="tabular-nums">
                {count(questions.length, 'question')} in {duration(report.milliseconds)}
              </span>
            </>
          ) : (
            <span>
              asked for <Time at={scan.requestedAt} form="ago" />
            </span>
          )}
        </p>
        <Services services={report?.views?.services} />
      </div>
      <div className="flex shrink-0 flex-wrap items-center justify-end gap-2">
        <Rehearse what="" label="What if" />
        {!frozen && report && (
          <Form method="post" action={`/domain/${scan.domain}`}>
            <Button kind="quiet" name="intent" value="check-again">
              Check again
            </Button>
          </Form>
        )}
        {frozen && (
          <WhoChip>
            <p>Anyone with this page’s link can read this scan, and delete it.</p>
          </WhoChip>
        )}
      </div>
    </header>
  )
}

function Delete({ keptUntil }: { keptUntil: string }) {
  return (
    <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
      <p className="pt-1 text-sm text-muted">
        Kept until <Time at={keptUntil} form="day" />.
      </p>
      <AskToDelete label="Delete this scan" question="This scan and its report go at once. This cannot be undone." />
    </div>
  )
}

function TooMany({ retryAt }: { retryAt: string | null }) {
  return (
    <p className="mt-4 rounded-lg bg-warn-soft px-3 py-2" role="status">
      {retryAt ? (
        <>
          Your network has asked for all the scans it can have this hour. The next is possible from{' '}
          <Time at={retryAt} form="clock" />.
        </>
      ) : (
        'This Seedbed looks at domains for its members only. Scans you have the link of can still be read.'
      )}
    </p>
  )
}

/** A domain for which no scan could be asked. */
export function NoScan({ domain, retryAt }: { domain: string; retryAt: string | null }) {
  return (
    <Plain title={domain}>
      <TooMany retryAt={retryAt} />
    </Plain>
  )
}

export function CheckPage() {
  return (
    <Plain title="Check a domain">
      <p>Does mail to it arrive, who may send as it, can it be forged, and what to publish: in about a second.</p>
      <CheckBox />
      <p>
        Or{' '}
        <Link className="link" to="/build">
          build a record
        </Link>{' '}
        from a few answers.
      </p>
    </Plain>
  )
}

export function NotADomain({ typed, problem }: { typed: string; problem: { say: string; suggestion?: string | undefined } }) {
  return (
    <Plain title="Check a domain">
      <p className="[overflow-wrap:anywhere]">
        {problem.say}
        {problem.suggestion && (
          <>
            {' '}
            Did you mean{' '}
            <Link className="link" to={`/domain/${problem.suggestion}`}>
              {problem.suggestion}
            </Link>
            ?
          </>
        )}
      </p>
      <CheckBox typed={typed} />
    </Plain>
  )
}
