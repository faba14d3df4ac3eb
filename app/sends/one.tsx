/** One test send: what became of it, every attempt with its reply, and the whole conversation. */
import { Link, useRevalidator } from '@remix-run/react'
import { type ReactNode, useEffect } from 'react'
import { ClassChip } from '../bounce/words.tsx'
import { AskToDelete } from '../ui/button.tsx'
import { points } from '../ui/count.ts'
import { LookAgain } from '../ui/look-again.tsx'
import { Time } from '../ui/time.tsx'
import type { AttemptShown, SendPage } from './page.server.ts'
import { StatusIcon } from './status.tsx'
import { Talk } from './talk.tsx'
import { phaseWords, statusWords, troubleWords } from './words.ts'

/** Milliseconds between looks while something may still happen. */
const lookMs = 2000

export function SendView({ send }: { send: SendPage }) {
  const open = isOpen(send)
  useLookAgain(open)
  const { status, subjectHeader, attempts } = send
  return (
    <div className="grid gap-6">
      <header>
        <p className="text-sm text-muted">
          <Link to="/sends" className="link">
            Test sends
          </Link>{' '}
          · asked for <Time at={send.requestedAt} form="ago" />
        </p>
        <div className="mt-2 flex items-start gap-3">
          <span className="pt-1.5">
            <StatusIcon status={status} className="size-7" />
          </span>
          <h1 className="text-[1.6rem] leading-tight font-semibold tracking-[-0.02em] sm:text-[2rem]">{titleOf(send)}</h1>
        </div>
        <div className="mt-2 max-w-[46rem] text-[1.05rem]">
          <Outcome send={send} />
        </div>
        {open && <LookAgain className="mt-3" />}
      </header>
      <section aria-labelledby="attempts" className="grid gap-3">
        <h2 id="attempts" className="text-lg font-semibold tracking-tight">
          {attempts.length === 1 ? 'The attempt' : 'The attempts'}
        </h2>
        {attempts.length === 0 && <p className="text-muted">None yet.</p>}
        <ol className="grid gap-3">
          {attempts.map((attempt) => (
            <Attempt key={attempt.id} attempt={attempt} last={attempt.number === attempts.length} status={status} />
          ))}
        </ol>
        <Next send={send} />
      </section>
      <Facts send={send} />
      {send.mayDelete && (
        <AskToDelete
          label="Delete this test send"
          question={`“${subjectHeader}” goes from this list with its conversations. What arrived at a test address stays there.`}
        />
      )}
    </div>
  )
}

/** May it still change? A mail that the relay took for an address of ours is waited for. */
const isOpen = ({ status, isSeed, endedAt }: SendPage): boolean =>
  status === 'waiting' || (status === 'accepted' && isSeed && Date.now() - Date.parse(endedAt ?? '') < 3_600_000)

function useLookAgain(needed: boolean): void {
  const { revalidate, state } = useRevalidator()
  useEffect(() => {
    if (!needed || state !== 'idle') return
    const timer = setInterval(() => {
      if (!document.hidden) revalidate()
    }, lookMs)
    return () => clearInterval(timer)
  }, [needed, state, revalidate])
}

function titleOf({ status, attempts }: SendPage): string {
  const put = status === 'waiting' && attempts.some(({ phase }) => phase !== '')
  return put ? 'Put off: it is tried again.' : statusWords[status].title
}

function Outcome({ send }: { send: SendPage }) {
  const { status, arrived, returned, isSeed, attempts } = send
  const last = attempts.findLast(({ phase }) => phase !== '')
  if (arrived) {
    return (
      <p>
        Our receiver has it since <Time at={arrived.at} />.{' '}
        <Link to={`/mail/${arrived.id}`} className="link">
          Read its report
        </Link>
        {arrived.score !== null && ` (${points(arrived.score)} of 10)`}
      </p>
    )
  }
  if (returned) {
    return (
      <p>
        {status === 'bounced' ? 'It came back' : 'A first word about it came back'} on <Time at={returned.at} />:{' '}
        <bdi className="exact">{returned.diagnostic}</bdi>{' '}
        <Link to={`/mail/${returned.id}`} className="link">
          Read the bounce
        </Link>
      </p>
    )
  }
  if (status === 'accepted') {
    return isSeed ? (
      <p>Our receiver has not seen it yet. A relay may keep a mail for a while; this page notices when it comes.</p>
    ) : (
      <p>From here on the relay knows more than we do: the address is none of ours.</p>
    )
  }
  if (last) return <Meaning attempt={last} />
  return <p className="text-muted">This page notices by itself.</p>
}

function Meaning({ attempt: { meaning, trouble, phase } }: { attempt: AttemptShown }) {
  if (trouble !== '') {
    const { what, todo } = troubleWords(trouble)
    return (
      <p>
        {what} {todo}
      </p>
    )
  }
  return (
    <p>
      {meaning?.sentence} <span className="text-muted">That was its answer to {phaseWords[phase] ?? phase}.</span>
    </p>
  )
}

function Next({ send: { status, nextAttemptAt, expiresAt, attempts } }: { send: SendPage }) {
  if (status !== 'waiting' || !nextAttemptAt || attempts.at(-1)?.phase === '') return null
  return (
    <p className="text-muted">
      Next attempt at <Time at={nextAttemptAt} form="clock" />. After <Time at={expiresAt} /> it is given up.
    </p>
  )
}

function Attempt({ attempt, last, status }: { attempt: AttemptShown; last: boolean; status: SendPage['status'] }) {
  const { number, at, took, phase, reply, trouble, meaning, lines } = attempt
  if (phase === '') return <Interrupted number={number} at={at} goesOn={last && status === 'waiting'} />
  // The head of the page has said it.
  const isSaid = last && ['waiting', 'refused', 'expired'].includes(status)
  return (
    <li className="card grid gap-2 p-4 sm:p-5">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        <span>
          {number}. <Time at={at} />
        </span>
        <span>{(took / 1000).toFixed(1)} s</span>
        {meaning && <ClassChip name={meaning.class} />}
      </p>
      {reply !== '' && (
        <p>
          <bdi className="exact block">{reply}</bdi>
        </p>
      )}
      {trouble !== '' && <p>{troubleWords(trouble).what}</p>}
      {meaning && !isSaid && <p>{meaning.sentence}</p>}
      <Talk lines={lines} />
    </li>
  )
}

function Interrupted({ number, at, goesOn }: { number: number; at: string; goesOn: boolean }) {
  return (
    <li className="card grid gap-1 p-4 sm:p-5">
      <p className="text-sm text-muted">
        {number}. <Time at={at} />
      </p>
      <p>
        {goesOn
          ? 'Going on now.'
          : 'We were stopped in the middle of this attempt, so nobody saw whether the relay took the mail. It was sent once more, the same and with the same Message-ID.'}
      </p>
    </li>
  )
}

function Facts({ send }: { send: SendPage }) {
  const { fromHeader, mailFrom, recipient, relayName, relayHost, messageId, keptUntil, subjectHeader } = send
  return (
    <section aria-labelledby="facts" className="card p-4 sm:p-5">
      <h2 id="facts" className="sr-only">
        What was sent
      </h2>
      <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-2">
        <Fact label="Subject">
          <bdi>{subjectHeader}</bdi>
        </Fact>
        <Fact label="Through">
          <bdi>{relayName}</bdi> {relayHost !== relayName && <bdi className="value text-muted">{relayHost}</bdi>}
        </Fact>
        <Fact label="From">
          <bdi>{fromHeader}</bdi>
        </Fact>
        <Fact label="To">
          <bdi className="value">{recipient}</bdi>
        </Fact>
        <Fact label="Bounces go to">
          <bdi className="value">{mailFrom || '<>'}</bdi>
        </Fact>
        <Fact label="Message-ID">
          <bdi className="value">{messageId}</bdi>
        </Fact>
        <Fact label="Kept until">
          <Time at={keptUntil} form="day" />
        </Fact>
      </dl>
    </section>
  )
}

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="min-w-0">
    <dt className="text-sm text-muted">{label}</dt>
    <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
  </div>
)
