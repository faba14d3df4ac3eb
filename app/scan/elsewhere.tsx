/** The same report elsewhere: under its permanent link, as JSON, on the command line; and the scans before it. */
import { Link } from '@remix-run/react'
import { buttonLook } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { count, points } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import type { EarlierScan, ScanHead } from './page.server.ts'

export function Elsewhere({ scan: { id, kind, subject, status, path }, frozen }: { scan: ScanHead; frozen: boolean }) {
  const command = `npx seedbed ${kind === 'host' ? 'probe' : 'check'} ${subject}${path.includes('?mx') ? ' --mx' : ''}`
  return (
    <div className="flex flex-wrap items-center gap-3">
      {!frozen && status === 'reported' && (
        <Link className={buttonLook('quiet')} to={`/scan/${id}`}>
          Permanent link
        </Link>
      )}
      {status === 'reported' && (
        <a className={buttonLook('quiet')} href={`/api/v1/scans/${id}`}>
          JSON
        </a>
      )}
      {status === 'reported' && kind !== 'mail' && (
        <Link className={buttonLook('quiet')} to={`/compare?a=${id}`}>
          Compare with…
        </Link>
      )}
      {kind === 'address' && (
        <Link className={buttonLook('quiet')} to={`/probe/${subject}`} rel="nofollow">
          Look at its ports
        </Link>
      )}
      {kind === 'domain' && (
        <Link className={buttonLook('quiet')} to={`/build?${new URLSearchParams({ domain: subject })}`}>
          Build a record
        </Link>
      )}
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        On the command line: <bdi className="value text-ink">{command}</bdi>
        <Copy text={command} what="the command" />
      </span>
    </div>
  )
}

/** `now`: the scan of this page. */
export function Earlier({ scans, now }: { scans: EarlierScan[]; now: string }) {
  if (scans.length === 0) return null
  return (
    <section aria-labelledby="earlier">
      <h2 id="earlier" className="font-semibold">
        Earlier, in this browser
      </h2>
      <ul className="mt-2 grid gap-1 text-sm">
        {scans.map(({ id, at, score, problems, warnings }) => (
          <li key={id} className="flex flex-wrap gap-x-3">
            <Link className="link" to={`/scan/${id}`}>
              <Time at={at} />
            </Link>
            <span className="text-muted tabular-nums">
              {score === null ? 'no score' : `${points(score)} / 10`} · {count(problems, 'problem')} ·{' '}
              {count(warnings, 'warning')}
            </span>
            <Link className="link" to={`/scan/${now}?since=${id}`}>
              What changed since<span className="sr-only"> that scan</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
