/** /settings/outbox. */
import { Plain } from '../ui/frame.tsx'
import { Time } from '../ui/time.tsx'
import { Teach } from '../watch/nav.tsx'
import type { OutboxLine, OutboxPage } from './outbox.server.ts'

export function OutboxView({ page: { sends, isOperator, mails } }: { page: OutboxPage }) {
  return (
    <div className="grid max-w-[46rem] gap-6">
      <Plain title="Outbox">
        <p className="text-muted">
          {sends
            ? 'The mails Seedbed sends to people, and what became of them.'
            : 'This Seedbed sends no mail (setting OUTBOUND_SMTP_URL). What it would send stands here instead, for 30 days.'}
          {!sends &&
            isOperator &&
            ' You own it, so you see those of everybody, and can hand on a link to somebody who cannot sign in.'}
        </p>
      </Plain>
      {mails.length === 0 ? (
        <div className="card">
          <Teach example="You are invited to Acme · to ann@acme.example · 2 minutes ago · kept here">
            Nothing so far. Invitations, links for a new password and alerts by mail stand here once there are some.
          </Teach>
        </div>
      ) : (
        <ul className="grid gap-3">
          {mails.map((mail) => (
            <Line key={mail.id} mail={mail} />
          ))}
        </ul>
      )}
    </div>
  )
}

function Line({ mail }: { mail: OutboxLine }) {
  const { recipient, subjectHeader, text, createdAt } = mail
  const head = (
    <>
      <span className="font-medium [overflow-wrap:anywhere]">
        <bdi>{subjectHeader}</bdi>
      </span>
      <span className="text-sm text-muted [overflow-wrap:anywhere]">
        to <bdi className="value">{recipient}</bdi> · <Time at={createdAt} form="ago" /> · <State mail={mail} />
      </span>
    </>
  )
  if (text === '') return <li className="card grid gap-1 px-4 py-3">{head}</li>
  return (
    <li className="card px-4 py-3">
      <details>
        <summary className="flex items-baseline gap-2">
          <span className="opener" aria-hidden="true" />
          <span className="grid min-w-0 gap-1">{head}</span>
        </summary>
        <p className="exact mt-3 rounded-lg bg-sunken px-4 py-3">{text}</p>
      </details>
    </li>
  )
}

function State({ mail: { sentAt, nextAttemptAt, failure } }: { mail: OutboxLine }) {
  if (sentAt) return <>handed to the relay</>
  if (failure && nextAttemptAt)
    return (
      <>
        not taken yet, again <Time at={nextAttemptAt} /> (<bdi>{failure}</bdi>)
      </>
    )
  if (failure)
    return (
      <>
        given up (<bdi>{failure}</bdi>)
      </>
    )
  return nextAttemptAt ? <>on its way</> : <>kept here</>
}
