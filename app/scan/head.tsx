/** The head of a scan's page: what it is about, when and how fast it was looked at, and the buttons. */
import { Form, Link } from '@remix-run/react'
import { Button, buttonLook } from '../ui/button.tsx'
import { WhoChip } from '../ui/chip.tsx'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { Rehearse } from '../what-if/link.tsx'
import { WatchedLine, WatchPress } from '../watch/press.tsx'
import type { ScanPage } from './page.server.ts'
import { Services } from './services.tsx'

const duration = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`

export function Head({ page, frozen }: { page: ScanPage; frozen: boolean }) {
  const { scan, report, questions } = page
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3 sm:flex-nowrap">
      <div className="min-w-0 max-sm:w-full">
        <h1 className="text-[1.5rem] leading-tight font-semibold tracking-[-0.02em] sm:text-[2rem]">
          <bdi>{scan.unicode ?? scan.subject}</bdi>
        </h1>
        <p className="mt-1 flex flex-wrap items-center gap-x-2 text-sm text-muted">
          {scan.unicode && (
            <>
              <bdi className="value">{scan.subject}</bdi>
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
        {scan.above && <Above above={scan.above} page={page} />}
        <WatchedLine about={page.watch} />
      </div>
      <div className="flex shrink-0 flex-wrap items-start gap-2 max-sm:w-full sm:justify-end">
        <Rehearse what="" label="What if" />
        {!frozen && report && (
          <Form method="post" action={scan.path}>
            <Button kind="quiet" name="intent" value="check-again">
              Check again
            </Button>
          </Form>
        )}
        <WatchPress about={page.watch} />
        {frozen && report && scan.kind !== 'host' && (
          <>
            <Link className={buttonLook('quiet')} to={`/scan/${scan.id}/share`}>
              Share
            </Link>
            <Link className={buttonLook('quiet')} to={`/scan/${scan.id}/print`}>
              Print
            </Link>
          </>
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

/** A name below another: what it is, as far as that was seen, and where addresses usually are. */
function Above({ above, page: { report } }: { above: string; page: ScanPage }) {
  const kind = report?.views?.mailServers?.kind
  const isHost = kind === 'implicit' || kind === 'missing'
  return (
    <p className="mt-1 text-sm">
      {isHost ? 'This is the name of a host: it publishes no mail servers of its own.' : 'This name is part of a larger domain.'}{' '}
      To look at the whole:{' '}
      <Link className="link" to={`/domain/${above}`}>
        {above}
      </Link>
    </p>
  )
}
