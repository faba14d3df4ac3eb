/** The session tab: who connected, how, and every line that was said. */
import type { ReactNode } from 'react'
import { Transcript } from '../live/transcript.tsx'
import { Term } from '../ui/term.tsx'
import { Time } from '../ui/time.tsx'
import type { SessionTab } from './page.server.ts'

const endings: Record<string, string> = {
  quit: 'The sender said goodbye (QUIT).',
  closed: 'The sender closed the connection without a goodbye.',
  timeout: 'The sender was silent for too long.',
  refused: 'We ended it: too much, or too many mistakes.',
  error: 'The connection broke.',
}

export function SessionView({ session }: { session: SessionTab | null }) {
  if (!session) return <p className="card p-5 text-muted">The conversation is still going on, or is no longer kept.</p>
  const { peerAddress, helo, extended, tlsVersion, tlsCipher, startedAt, ending, transcript } = session
  return (
    <div className="grid gap-5">
      <dl className="card grid gap-x-8 gap-y-3 p-5 sm:grid-cols-2">
        <Fact label="Sending server">
          <bdi className="value">{peerAddress}</bdi>
        </Fact>
        <Fact label={<>The name it gave ({extended ? <Term word="EHLO" /> : <Term word="HELO" />})</>}>
          <bdi className="value">{helo || 'none'}</bdi>
        </Fact>
        <Fact
          label={
            <>
              Encryption (<Term word="TLS" />)
            </>
          }
        >
          {tlsVersion ? (
            <bdi className="value">
              {tlsVersion} {tlsCipher}
            </bdi>
          ) : (
            'none'
          )}
        </Fact>
        <Fact label="Began">
          <Time at={startedAt} />
        </Fact>
        <Fact label="How it ended">{ending === null ? 'It is still open.' : (endings[ending] ?? ending)}</Fact>
      </dl>
      <section aria-labelledby="conversation" className="card overflow-hidden">
        <h1
          id="conversation"
          className="border-b border-line bg-sunken/50 px-4 py-3 text-lg font-semibold tracking-tight sm:px-5"
        >
          The conversation
        </h1>
        <div className="px-4 py-4 sm:px-5">
          <Transcript lines={transcript} caption="The SMTP conversation, line by line" />
        </div>
      </section>
      <p className="text-sm text-muted">Only your own address is shown. Other recipients of the same mail, if any, are hidden.</p>
    </div>
  )
}

function Fact({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-muted">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}
