/** Conversations that brought no mail, each a row of its own with the reply we gave. */
import type { LiveSession } from '../live.ts'
import { OctagonIcon } from '../ui/icons.tsx'
import { Time } from '../ui/time.tsx'
import { Conversation } from './transcript.tsx'

export function Attempts({ attempts, email }: { attempts: LiveSession[]; email: string }) {
  if (attempts.length === 0) return null
  return (
    <section aria-label="Servers that brought no mail">
      <ul className="grid gap-2">
        {attempts.map((attempt) => (
          <li key={attempt.id} className="card flex gap-3 px-4 py-3 sm:px-5">
            <span className="pt-0.5 text-fail">
              <OctagonIcon />
            </span>
            <div className="min-w-0 grow">
              <p className="flex flex-wrap items-baseline justify-between gap-x-4">
                <span className="font-medium">
                  {attempt.outcome === 'abandoned' ? 'A server left without handing over a mail.' : 'A server was turned away.'}
                </span>
                <span className="text-sm text-muted">
                  <Time at={attempt.startedAt} form="ago" />
                </span>
              </p>
              <p className="text-[0.95rem] text-muted">
                <What attempt={attempt} email={email} />
              </p>
              <Conversation lines={attempt.transcript} caption="What this server and ours said" />
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function What({ attempt: { outcome, peerAddress, recipient, reply }, email }: { attempt: LiveSession; email: string }) {
  const local = email.slice(0, email.lastIndexOf('@'))
  return (
    <>
      <bdi className="value">{peerAddress}</bdi> {outcome === 'abandoned' ? 'named ' : 'wanted to send to '}
      <bdi className="value">{recipient ?? email}</bdi>
      {outcome === 'near-miss' && (
        <>
          . That address does not exist; yours is <bdi className="value text-ink">{local}</bdi>
        </>
      )}
      {outcome === 'abandoned' && ' and then ended the conversation'}.{' '}
      {reply && (
        <>
          Reply we gave: <bdi className="value text-ink">{reply}</bdi>
        </>
      )}
    </>
  )
}
