/** Before there is a probe: the box, and why none could be asked for. */
import { Form, Link } from '@remix-run/react'
import { useId } from 'react'
import { Button } from '../ui/button.tsx'
import { Plain } from '../ui/frame.tsx'
import { Time } from '../ui/time.tsx'

export function NoProbe({ host, retryAt }: { host: string; retryAt: string | null }) {
  return (
    <Plain title={host}>
      <p className="rounded-lg bg-warn-soft px-3 py-2" role="status">
        {retryAt ? (
          <>
            Your network has asked for all the looks at ports it can have this hour. The next is possible from{' '}
            <Time at={retryAt} form="clock" />.
          </>
        ) : (
          'This Seedbed looks at ports for its members only. Looks you have the link of can still be read.'
        )}
      </p>
    </Plain>
  )
}

export function ProbeDoor() {
  const id = useId()
  return (
    <Plain title="The ports of a mail host">
      <p>
        Is it open, who greets and how fast, what encryption, which certificate: the seven ports of mail, on each address of a
        host. No mail is sent.
      </p>
      <Form method="get" className="flex flex-wrap items-end gap-2 sm:flex-nowrap">
        <div className="min-w-0 grow max-sm:w-full">
          <label htmlFor={id} className="text-sm text-muted">
            Host, IP address, or host:port
          </label>
          <input
            id={id}
            name="host"
            required
            placeholder="mx1.acme.com"
            autoCapitalize="none"
            autoCorrect="off"
            autoComplete="off"
            spellCheck={false}
            className="exact mt-1 block min-h-11 w-full rounded-lg border border-line-strong bg-surface px-3 text-ink placeholder:text-muted"
          />
        </div>
        <Button kind="main" className="max-sm:w-full">
          Look
        </Button>
      </Form>
      <p className="text-sm text-muted">
        <Link className="link" to="/about/probes">
          What a probe does, and how to opt out of it
        </Link>
      </p>
    </Plain>
  )
}
