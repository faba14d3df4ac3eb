/** What can be done with an address: label it, let bounces come to it, keep it longer, delete it. */
import { Form } from '@remix-run/react'
import type { ReactNode } from 'react'
import type { LiveState } from '../live.ts'
import { AskToDelete, Button } from '../ui/button.tsx'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { ReturnPathHelp } from './return-path.tsx'

interface LiveFootProps {
  state: LiveState
  /** Shown last. */
  children: ReactNode
}

export function LiveFoot({ state: { email, receivesUntil, keptUntil, mails }, children }: LiveFootProps) {
  const at = email.lastIndexOf('@')
  return (
    <footer className="mt-4 grid gap-x-10 gap-y-6 border-t border-line pt-6 sm:grid-cols-2">
      <section aria-labelledby="labels">
        <h2 id="labels" className="font-semibold">
          Several tests, one address
        </h2>
        <p className="mt-1 text-[0.95rem] text-muted">
          Add a label and it is shown with the mail:{' '}
          <bdi className="value text-ink">
            {email.slice(0, at)}+spring{email.slice(at)}
          </bdi>
        </p>
      </section>
      <ReturnPathHelp email={email} />
      <section aria-labelledby="delete">
        <h2 id="delete" className="font-semibold">
          How long
        </h2>
        <p className="mt-1 mb-3 text-[0.95rem] text-muted">
          Receives until <Time at={receivesUntil} />. Kept until <Time at={keptUntil} form="day" />.
        </p>
        <div className="flex flex-wrap items-start gap-2">
          <Form method="post" preventScrollReset>
            <Button kind="quiet" name="intent" value="extend">
              Receive longer
            </Button>
          </Form>
          <AskToDelete label="Delete this address" question={question(mails.length)} />
        </div>
      </section>
      {children}
    </footer>
  )
}

function question(mails: number): string {
  if (mails === 0) return 'The address stops receiving at once. This cannot be undone.'
  const its = mails === 1 ? 'its report' : 'their reports'
  return `The address stops receiving at once, and ${count(mails, 'mail')} with ${its} and conversations go too. This cannot be undone.`
}
