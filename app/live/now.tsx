/** What is happening at this moment, in one sentence, with its steps and what helps. */
import { Form } from '@remix-run/react'
import type { ReactNode } from 'react'
import type { LiveState } from '../live.ts'
import { Button } from '../ui/button.tsx'
import { points } from '../ui/count.ts'
import { LookAgain } from '../ui/look-again.tsx'
import { Time } from '../ui/time.tsx'
import { WaitingHelp } from './help.tsx'
import { Notify, useNotify } from './notify.tsx'
import { Steps } from './steps.tsx'
import type { Arrival } from './talks.ts'
import { attemptsOf } from './talks.ts'
import { Conversation } from './transcript.tsx'

interface NowProps {
  arrival: Arrival
  state: LiveState
  createdAt: string
  paused: boolean
  look(): void
}

export function Now({ arrival, state, createdAt, paused, look }: NowProps) {
  const over = state.receivesUntil <= state.now
  const { stage, mail, lines } = arrival
  const notify = useNotify(
    stage === 'reported' ? `Report ready: ${mail?.subjectHeader || 'your mail'}` : 'A mail has arrived',
    stage === 'reported' || stage === 'failed',
  )
  return (
    <section aria-label="State" className="card grid gap-4 p-5 sm:p-6">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <p className="flex items-baseline gap-3 text-[1.2rem] font-semibold tracking-tight">
          <span
            className={`light relative -top-px ${over ? 'text-muted' : tones[stage]} ${stage === 'waiting' && !over ? 'light-live' : ''}`}
            aria-hidden="true"
          />
          <span>{over && stage === 'waiting' ? <Stopped state={state} /> : <Sentence arrival={arrival} />}</span>
        </p>
        {stage === 'waiting' && !over && <Notify {...notify} />}
      </div>
      {stage !== 'reported' && !(over && stage === 'waiting') && <Steps arrival={arrival} />}
      {lines.length > 0 && (
        <Conversation lines={lines} caption="What the sending server and ours said">
          {stage === 'reported' && <Steps arrival={arrival} />}
        </Conversation>
      )}
      {stage === 'failed' && mail && <Failed mailId={mail.id} />}
      {stage === 'waiting' && !over && (
        <WaitingHelp
          since={createdAt}
          email={state.email}
          receivesUntil={state.receivesUntil}
          tried={attemptsOf(state).length + state.tries.length > 0}
        />
      )}
      {over && <ReceiveAgain />}
      {paused && <Paused look={look} />}
      <LookAgain />
    </section>
  )
}

const tones: Record<Arrival['stage'], string> = {
  waiting: 'text-pass',
  connected: 'text-accent',
  greeted: 'text-accent',
  handing: 'text-accent',
  stored: 'text-accent',
  analysing: 'text-accent',
  reported: 'text-pass',
  failed: 'text-warn',
}

function Sentence({ arrival: { stage, helo, peerAddress, mail } }: { arrival: Arrival }): ReactNode {
  if (stage === 'waiting') return 'Waiting for your mail'
  if (stage === 'connected' || stage === 'greeted' || stage === 'handing') {
    return (
      <>
        A mail is arriving from <bdi>{helo || peerAddress}</bdi>
        {helo && peerAddress && (
          <>
            {' '}
            <span className="font-normal text-muted">
              (<bdi>{peerAddress}</bdi>)
            </span>
          </>
        )}
      </>
    )
  }
  if (stage === 'failed') {
    return (
      <>
        We have your mail safely. The analysis stopped; we try again{' '}
        {mail?.nextAttemptAt ? (
          <>
            at <Time at={mail.nextAttemptAt} />
          </>
        ) : (
          'soon'
        )}
        .
      </>
    )
  }
  if (stage === 'reported') {
    return (
      <>
        {mail?.score == null ? 'Report ready' : `Report ready: ${points(mail.score)} of 10`}
        {mail?.subjectHeader && (
          <span className="font-normal text-muted">
            {' '}
            · <bdi>{mail.subjectHeader}</bdi>
          </span>
        )}
      </>
    )
  }
  return 'We have your mail safely. Checking it now.'
}

function Stopped({ state: { receivesUntil, keptUntil, mails } }: { state: LiveState }) {
  return (
    <>
      This address stopped receiving on <Time at={receivesUntil} />.
      {mails.length > 0 && (
        <>
          {' '}
          What arrived is kept until <Time at={keptUntil} form="day" />.
        </>
      )}
    </>
  )
}

const ReceiveAgain = () => (
  <Form method="post">
    <Button name="intent" value="extend">
      Receive again
    </Button>
  </Form>
)

function Failed({ mailId }: { mailId: string }) {
  return (
    <Form method="post" action={`/mail/${mailId}`} className="flex flex-wrap items-center gap-3">
      <Button name="intent" value="check-again">
        Try now
      </Button>
      <a className="link" href={`/mail/${mailId}?tab=source`}>
        See the mail
      </a>
    </Form>
  )
}

function Paused({ look }: { look(): void }) {
  return (
    <p className="flex flex-wrap items-center gap-3 rounded-lg bg-warn-soft px-3 py-2 text-sm">
      Live updates paused, trying again.
      <Button type="button" kind="quiet" onClick={look}>
        Look now
      </Button>
    </p>
  )
}
