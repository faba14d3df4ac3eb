/** All test sends of a team, and what they are for while there is none. */
import { Link } from '@remix-run/react'
import { buttonLook } from '../ui/button.tsx'
import { Time } from '../ui/time.tsx'
import type { SendRow } from './page.server.ts'
import { StatusMark } from './status.tsx'

export function SendList({ sends, next, relays }: { sends: SendRow[]; next: string | null; relays: number }) {
  return (
    <div className="grid gap-6">
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="max-w-[44rem]">
          <h1 className="text-[1.6rem] leading-tight font-semibold tracking-[-0.02em] sm:text-[2rem]">Test sends</h1>
          <p className="mt-2 text-[1.05rem] text-muted">
            Your mail server hands a mail to an address of yours. You read every reply it gave, each retry, and where the mail
            ended.
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {relays > 0 && (
            <Link to="/sends/new" className={buttonLook('main')}>
              Send a test
            </Link>
          )}
          <Link to="/relays" className={buttonLook('plain')}>
            Relays
          </Link>
        </div>
      </header>
      {sends.length === 0 ? <NoSends relays={relays} /> : <Rows sends={sends} />}
      {next && (
        <p>
          <Link to={`/sends?before=${next}`} className="link">
            Older ones
          </Link>
        </p>
      )}
    </div>
  )
}

function Rows({ sends }: { sends: SendRow[] }) {
  return (
    <ul className="card divide-y divide-line overflow-hidden">
      {sends.map(({ id, subjectHeader, recipient, relayName, status, requestedAt }) => (
        <li key={id}>
          <Link
            to={`/sends/${id}`}
            className="grid gap-x-4 gap-y-0.5 px-4 py-3 text-ink no-underline hover:bg-sunken/60 focus-visible:-outline-offset-2 sm:grid-cols-[11rem_minmax(0,1fr)_auto] sm:items-baseline sm:px-5"
          >
            <span className="text-sm">
              <StatusMark status={status} />
            </span>
            <span className="min-w-0">
              <bdi className="block truncate font-medium">{subjectHeader}</bdi>
              <span className="block truncate text-sm text-muted">
                to <bdi className="value">{recipient}</bdi> through <bdi>{relayName}</bdi>
              </span>
            </span>
            <span className="text-sm text-muted">
              <Time at={requestedAt} form="ago" />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function NoSends({ relays }: { relays: number }) {
  return (
    <section className="card grid gap-4 p-5 sm:p-7">
      <h2 className="text-[1.3rem] font-semibold tracking-tight">Nothing was sent yet.</h2>
      <ol className="grid list-decimal gap-2 ps-5">
        <li>
          <strong className="font-medium">Add a relay:</strong> the server that takes your mail, with host, port and password as
          your application has them. A press shows whether it lets us in.
        </li>
        <li>
          <strong className="font-medium">Send to a test address of yours.</strong> It takes the mail and judges it, or answers
          with the refusal that you choose, such as <span className="value">550 5.1.1</span>.
        </li>
        <li>
          <strong className="font-medium">Read what happened:</strong> every reply, when it was tried again, and whether the mail
          arrived, came back, or was given up.
        </li>
      </ol>
      <p>
        <Link to={relays > 0 ? '/sends/new' : '/relays'} className={buttonLook('main')}>
          {relays > 0 ? 'Send a test' : 'Add a relay'}
        </Link>
      </p>
    </section>
  )
}
