/** All test sends of a team, and what they are for while there is none. */
import { Link, useSearchParams } from '@remix-run/react'
import type { FirstStep } from '../address.server.ts'
import { OnlyProject, useProjectName } from '../nav/only.tsx'
import { buttonLook } from '../ui/button.tsx'
import { SendTo } from '../ui/first-step.tsx'
import { Time } from '../ui/time.tsx'
import { Teach } from '../watch/nav.tsx'
import type { SendList, SendRow } from './page.server.ts'
import { StatusMark } from './status.tsx'

export function SendsView({ list: { sends, next, relays, isLimited, may, step } }: { list: SendList }) {
  const [parameters] = useSearchParams()
  const project = parameters.get('project')
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
        {!isLimited && (
          <div className="flex flex-wrap gap-2">
            {relays > 0 && may.send && (
              <Link to="/sends/new" className={buttonLook('main')}>
                Send a test
              </Link>
            )}
            <Link to="/relays" className={buttonLook('plain')}>
              Relays
            </Link>
          </div>
        )}
      </header>
      <OnlyProject />
      {sends.length > 0 && <Rows sends={sends} />}
      {sends.length === 0 && isLimited && <Closed />}
      {step && !isLimited && <NoSends relays={relays} may={may} step={step} />}
      {next && (
        <p>
          <Link to={`/sends?${new URLSearchParams({ ...(project && { project }), before: next })}`} className="link">
            Older ones
          </Link>
        </p>
      )}
    </div>
  )
}

const Closed = () => (
  <p className="card p-4 sm:p-5">
    Test sends go through the relays of the whole team. They are for those who see all of it; what came back of them stands under{' '}
    <Link to="/bounces" className="link">
      bounces
    </Link>
    .
  </p>
)

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

function NoSends({ relays, may, step }: Pick<SendList, 'relays' | 'may'> & { step: FirstStep }) {
  const project = useProjectName()
  return (
    <section className="card">
      <h2 className="px-4 pt-5 text-[1.3rem] font-semibold tracking-tight sm:px-5">
        Nothing was sent yet
        {project && (
          <>
            {' '}
            to an address of <bdi>{project}</bdi>
          </>
        )}
        .
      </h2>
      <Teach
        action={<Steps relays={relays} may={may} step={step} />}
        example="Arrived · Spring sale · through Postmark · 250 2.0.0 at the second try, 62 seconds after the first"
      >
        {relays > 0 ? 'A relay is there. The rest takes a minute:' : 'Three steps lead to the first:'}
      </Teach>
    </section>
  )
}

function Steps({ relays, may, step }: Pick<SendList, 'relays' | 'may'> & { step: FirstStep }) {
  return (
    <ol className="grid w-full min-w-0 max-w-[42rem] list-decimal gap-4 ps-5">
      {relays === 0 && (
        <li>
          <p>
            <strong className="font-medium">Add a relay:</strong> the server that takes your mail, with host, port and password as
            your application has them. A press shows whether it lets us in.
          </p>
          <FirstRelay mayAdd={may.addRelay} />
        </li>
      )}
      <li>
        <p className="mb-2">
          <strong className="font-medium">Send to {step.email ? 'this' : 'a'} test address.</strong> It takes the mail and judges
          it, or answers with the refusal that you choose, such as <span className="value">550 5.1.1</span>.
        </p>
        <SendTo step={step} />
        {relays > 0 && <FirstSend maySend={may.send} />}
      </li>
      <li>
        <strong className="font-medium">Read what happened:</strong> every reply, when it was tried again, and whether the mail
        arrived, came back, or was given up.
      </li>
    </ol>
  )
}

const FirstRelay = ({ mayAdd }: { mayAdd: boolean }) =>
  mayAdd ? (
    <Link to="/relays" className={`${buttonLook('main')} mt-3`}>
      Add a relay
    </Link>
  ) : (
    <p className="mt-1 text-muted">The admins of your team do this.</p>
  )

const FirstSend = ({ maySend }: { maySend: boolean }) =>
  maySend ? (
    <Link to="/sends/new" className={`${buttonLook('main')} mt-3`}>
      Send a test
    </Link>
  ) : (
    <p className="mt-1 text-muted">The members of your team do this.</p>
  )
