/** A scan without its report: on its way, or stopped. */
import { Form } from '@remix-run/react'
import { Button } from '../ui/button.tsx'
import { WorkingIcon } from '../ui/icons.tsx'
import { LookAgain } from '../ui/look-again.tsx'
import { Time } from '../ui/time.tsx'
import type { SoFar } from './found.ts'
import type { ScanHead } from './page.server.ts'
import { SoFarView } from './so-far.tsx'
import { runningId } from './use-running.ts'

export function NotYet({ scan, soFar }: { scan: ScanHead; soFar: SoFar }) {
  return (
    <section id={runningId} className="card p-5 sm:p-7">
      {scan.status === 'failed' ? <Stopped scan={scan} /> : <OnItsWay kind={scan.kind} />}
      <LookAgain className="mt-3" />
      {scan.status !== 'failed' && soFar.checks > 0 && <SoFarView soFar={soFar} />}
    </section>
  )
}

const asking: Record<ScanHead['kind'], string> = {
  domain: 'Asking its name servers.',
  mail: 'Asking its name servers.',
  address: 'Asking name servers and lists.',
  host: 'Knocking at its ports.',
}
const slowServer = 'The report opens here by itself. It takes longer when a server is slow to answer.'
const slowHost =
  'The report opens here by itself. A server that keeps senders waiting on purpose takes up to a minute, and each host is looked at once at a time.'

const OnItsWay = ({ kind }: { kind: ScanHead['kind'] }) => (
  <div className="flex gap-3">
    <span className="pt-1 text-accent">
      <WorkingIcon className="size-6" />
    </span>
    <div>
      <h2 className="text-[1.3rem] font-semibold tracking-tight">{asking[kind]}</h2>
      <p className="mt-1 text-muted">{kind === 'host' ? slowHost : slowServer}</p>
    </div>
  </div>
)

function Stopped({ scan: { path, kind, nextAttemptAt } }: { scan: ScanHead }) {
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
      <p className="mt-1">Nothing of it counts against the {kind === 'mail' ? 'domain' : kind}. The reason is in our log.</p>
      <Form method="post" action={path} className="mt-4">
        <Button name="intent" value="check-again">
          Check again
        </Button>
      </Form>
    </>
  )
}
