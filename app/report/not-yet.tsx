/** A mail without its report: on the way, or stopped. Either way the mail is safe. */
import { Form, Link } from '@remix-run/react'
import { Button } from '../ui/button.tsx'
import { WorkingIcon } from '../ui/icons.tsx'
import { LookAgain } from '../ui/look-again.tsx'
import { Time } from '../ui/time.tsx'
import type { MailHead } from './mail.server.ts'

export function NotYet({ mail }: { mail: MailHead }) {
  return (
    <section className="card p-5 sm:p-7" aria-live="polite">
      {mail.status === 'failed' ? <Stopped mail={mail} /> : <OnTheWay />}
      <LookAgain className="mt-3" />
    </section>
  )
}

const OnTheWay = () => (
  <div className="flex gap-3">
    <span className="pt-1 text-accent">
      <WorkingIcon className="size-6" />
    </span>
    <div>
      <h1 className="text-[1.5rem] font-semibold tracking-tight">We have your mail safely. Checking it now.</h1>
      <p className="mt-1 text-muted">The report opens here by itself.</p>
    </div>
  </div>
)

function Stopped({ mail: { id, nextAttemptAt } }: { mail: MailHead }) {
  return (
    <>
      <h1 className="text-[1.5rem] font-semibold tracking-tight">We have your mail safely.</h1>
      <p className="mt-1 text-[1.05rem]">
        The analysis stopped; we try again{' '}
        {nextAttemptAt ? (
          <>
            at <Time at={nextAttemptAt} />
          </>
        ) : (
          'soon'
        )}
        .
      </p>
      <Form method="post" className="mt-4 flex flex-wrap items-center gap-4">
        <Button name="intent" value="check-again">
          Try now
        </Button>
        <Link className="link" to={`/mail/${id}?tab=source`}>
          See the mail
        </Link>
      </Form>
    </>
  )
}
