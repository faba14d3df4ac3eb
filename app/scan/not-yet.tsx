/** A scan without its report: on its way, or stopped. */
import { Form } from '@remix-run/react'
import { Button } from '../ui/button.tsx'
import { WorkingIcon } from '../ui/icons.tsx'
import { LookAgain } from '../ui/look-again.tsx'
import { Time } from '../ui/time.tsx'
import type { ScanHead } from './page.server.ts'

export function NotYet({ scan }: { scan: ScanHead }) {
  return (
    <section className="card p-5 sm:p-7" aria-live="polite">
      {scan.status === 'failed' ? <Stopped scan={scan} /> : <OnItsWay />}
      <LookAgain className="mt-3" />
    </section>
  )
}

const OnItsWay = () => (
  <div className="flex gap-3">
    <span className="pt-1 text-accent">
      <WorkingIcon className="size-6" />
    </span>
    <div>
      <h2 className="text-[1.3rem] font-semibold tracking-tight">Asking its name servers.</h2>
      <p className="mt-1 text-muted">The report opens here by itself. It takes longer when a server is slow to answer.</p>
    </div>
  </div>
)

function Stopped({ scan: { domain, nextAttemptAt } }: { scan: ScanHead }) {
  if (nextAttemptAt) {
    return (
      <>
        <h2 className="text-[1.3rem] font-semibold tracking-tight">The scan stopped on our side.</h2>
        <p className="mt-1">
          We try again at <Time at={nextAttemptAt} form="clock" />.
        </p>
      </>
    )
  }
  return (
    <>
      <h2 className="text-[1.3rem] font-semibold tracking-tight">The scan stopped on our side, several times.</h2>
      <p className="mt-1">Nothing of it counts against the domain. The reason is in our log.</p>
      <Form method="post" action={`/domain/${domain}`} className="mt-4">
        <Button name="intent" value="check-again">
          Check again
        </Button>
      </Form>
    </>
  )
}
