/** The page of a domain or of an address, and the same of one scan, frozen. */
import { Link } from '@remix-run/react'
import { AskAgain, type SentProbe } from '../probe/ask.tsx'
import { AskToDelete, Button, buttonLook } from '../ui/button.tsx'
import { ArrowIcon } from '../ui/icons.tsx'
import { Time } from '../ui/time.tsx'
import { AcceptFor } from '../watch/accept.tsx'
import { whatIfPath, WhatIfPath } from '../what-if/link.tsx'
import { Body } from './body.tsx'
import { ComparisonView } from './comparison.tsx'
import { TooMany } from './door.tsx'
import { Earlier, Elsewhere } from './elsewhere.tsx'
import { Head } from './head.tsx'
import { NotYet } from './not-yet.tsx'
import type { ComparedScan, ScanPage } from './page.server.ts'
import { Selectors, type SentSelectors } from './selectors.tsx'
import { useRunning } from './use-running.ts'

/** What a button of the page was answered, when it did not lead on. */
interface Answered {
  retryAt?: string | null
  selectors?: SentSelectors
  probe?: SentProbe
}

interface ScanPageProps {
  page: ScanPage
  /** The page of the scan itself, not of its subject now. */
  frozen?: boolean
  compared?: ComparedScan | null
  answered?: Answered | undefined
}

/** `key`: the id of the scan, since what was found so far belongs to one. */
export function ScanPageView({ page, frozen = false, compared, answered }: ScanPageProps) {
  const { shown, show, soFar } = useRunning(page)
  const { scan, report } = shown
  return (
    <WhatIfPath.Provider value={whatIfPath(page.scan)}>
      <AcceptFor.Provider value={shown.accept}>
        <article>
          {frozen && <DatedBar page={shown} />}
          <Head page={shown} frozen={frozen} />
          {answered?.retryAt !== undefined && <TooMany retryAt={answered.retryAt} />}
          <div className="mt-4 sm:mt-6">
            {compared && <ComparisonView compared={compared} />}
            {report ? <Body page={shown} report={report} /> : <NotYet scan={scan} soFar={soFar} />}
          </div>
          <footer className="mt-10 grid gap-6 border-t border-line pt-6">
            {!frozen && page.probe && <AskAgain about={page.probe} path={scan.path} sent={answered?.probe} />}
            {!frozen && scan.kind === 'domain' && <Selectors scan={scan} sent={answered?.selectors} />}
            <Elsewhere scan={scan} frozen={frozen} />
            {!frozen && <Earlier scans={shown.earlier} now={scan.id} />}
            {frozen && <Delete keptUntil={scan.keptUntil} />}
          </footer>
          {show && <Ready show={show} />}
        </article>
      </AcceptFor.Provider>
    </WhatIfPath.Provider>
  )
}

/** Somebody is reading what was found so far: the report waits until it is wanted. */
const Ready = ({ show }: { show: () => void }) => (
  <p className="sticky bottom-4 z-[5] mx-auto mt-6 flex w-fit items-center gap-4 rounded-xl border border-line bg-accent-soft px-4 py-2.5 shadow-lg">
    The report is ready.
    <Button type="button" kind="quiet" onClick={show}>
      Show it
    </Button>
  </p>
)

function DatedBar({ page: { scan, report } }: { page: ScanPage }) {
  return (
    <p className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-2 rounded-lg bg-info-soft px-4 py-2 text-info">
      <span>
        As seen <Time at={report?.analysedAt ?? scan.requestedAt} />. What is published may have changed since.
      </span>
      <Link className={buttonLook('quiet')} to={scan.path}>
        Now <ArrowIcon className="size-3.5" />
      </Link>
    </p>
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
