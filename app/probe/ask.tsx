/** Looking again with other ports or a recipient, and what shows that the host is one's own. */
import { Form, Link } from '@remix-run/react'
import { useId } from 'react'
import type { ProbeLeave } from '#checks/report.ts'
import { RecordChange } from '../report/record.tsx'
import { Button } from '../ui/button.tsx'
import type { ProbeAbout } from './about.server.ts'

const field = 'mt-1 block min-h-10 w-full rounded-lg border border-line-strong bg-surface px-3 text-ink placeholder:text-muted'
const asTyped = { autoCapitalize: 'none', autoCorrect: 'off', autoComplete: 'off', spellCheck: false } as const

export interface SentProbe {
  ports: string
  rcptTo: string
  say: string
}

export function AskAgain({ about, path, sent }: { about: ProbeAbout; path: string; sent: SentProbe | undefined }) {
  const id = useId()
  return (
    <section aria-labelledby={`${id}-title`} className="grid gap-3">
      <h2 id={`${id}-title`} className="font-semibold">
        Look again, at something else
      </h2>
      {sent && (
        <p role="alert" className="rounded-lg bg-warn-soft px-3 py-2 text-warn">
          {sent.say}
        </p>
      )}
      <Form method="post" action={path} className="grid max-w-[46rem] items-end gap-4 sm:grid-cols-[1fr_1fr_auto]">
        <div>
          <label htmlFor={`${id}-ports`} className="text-sm text-muted">
            Ports
          </label>
          <input
            {...asTyped}
            id={`${id}-ports`}
            name="ports"
            inputMode="numeric"
            defaultValue={sent?.ports ?? about.ports.join(', ')}
            className={`exact ${field}`}
          />
        </div>
        <div>
          <label htmlFor={`${id}-rcpt`} className="text-sm text-muted">
            A recipient to ask about, never mailed (optional)
          </label>
          <input
            {...asTyped}
            id={`${id}-rcpt`}
            name="rcptTo"
            type="text"
            inputMode="email"
            defaultValue={sent?.rcptTo ?? about.rcptTo ?? ''}
            placeholder="postmaster@acme.com"
            className={`exact ${field}`}
          />
        </div>
        <Button name="intent" value="probe">
          Look
        </Button>
      </Form>
      {about.domain !== null && !about.mx && (
        <p className="text-sm text-muted">
          Or{' '}
          <Link className="link" to={`/probe/${about.domain}?mx=1`} rel="nofollow">
            walk the mail servers of {about.domain}
          </Link>
          , in the order in which a sender tries them.
        </p>
      )}
    </section>
  )
}

/** Ports that were asked for and not looked at. */
export function LeftOut({ leave: { leftOut }, visitor }: { leave: ProbeLeave; visitor: boolean }) {
  if (leftOut.length === 0) return null
  return (
    <p className="text-sm text-muted">
      {leftOut.join(', ')} {leftOut.length === 1 ? 'was' : 'were'} not looked at:{' '}
      {visitor ? (
        <>
          without an account only port 25 is.{' '}
          <Link className="link" to="/sign-in">
            Sign in
          </Link>
        </>
      ) : (
        'other ports than the usual are only at a server of one’s own.'
      )}
    </p>
  )
}

/** What was left out because nobody showed that the host is theirs, and the record that shows it. */
export function Proof({ leave, about }: { leave: ProbeLeave; about: ProbeAbout }) {
  if (leave.owner) return null
  return (
    <details className="rounded-xl border border-line">
      <summary className="flex min-h-11 items-center gap-3 rounded-xl px-4 py-2 hover:bg-sunken/60">
        <span className="grow font-semibold">Is this your own server?</span>
        <span className="opener" aria-hidden="true" />
      </summary>
      <div className="grid gap-3 border-t border-line p-4">
        <NotTried leave={leave} />
        {about.proofs.length > 0 ? (
          <>
            <p>
              Publish this record, and look again. It is looked up anew each time, and can be deleted afterwards. The address of
              the server must have a name (PTR) in the same domain, too.
            </p>
            {about.proofs.map((record) => (
              <RecordChange key={record.name} record={record} />
            ))}
          </>
        ) : (
          <p>Of a bare address nothing can be published. Look at the host by its name.</p>
        )}
        <p className="text-sm text-muted">
          <Link className="link" to="/about/probes">
            What a probe does, and how to opt out of it
          </Link>
        </p>
      </div>
    </details>
  )
}

function NotTried({ leave: { recipient } }: { leave: ProbeLeave }) {
  return (
    <ul className="grid list-disc gap-1 ps-5">
      <li>Relaying, names of mailboxes and mail without a sender were not tried: that is done only at a server of one’s own.</li>
      {recipient === 'not-proved' && <li>The recipient was not named to the server, because nobody showed whose it is.</li>}
    </ul>
  )
}
