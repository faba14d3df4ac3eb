/** The address that shows whether port 25 is open: the mail is seen coming in, step by step, as on the page of any address. */
import { Link } from '@remix-run/react'
import { useEffect, useRef } from 'react'
import { Steps } from '../live/steps.tsx'
import { arrivalOf } from '../live/talks.ts'
import { useLive } from '../live/use-live.ts'
import type { LiveState } from '../live.ts'
import { Address } from '../ui/address.tsx'
import { Copy } from '../ui/copy.tsx'

interface WatchedProps {
  watched: { token: string; state: LiveState } | null
  /** Called when something has come. */
  look(): void
}

export function Watched({ watched, look }: WatchedProps) {
  if (!watched) {
    return (
      <p className="text-[0.95rem]">
        Here only members get addresses:{' '}
        <Link to="/sign-in?next=%2Fsetup" className="link">
          sign in
        </Link>{' '}
        to watch a mail arrive.
      </p>
    )
  }
  return <Watching key={watched.token} {...watched} look={look} />
}

function Watching({ token, state, look }: { token: string; state: LiveState; look(): void }) {
  const { live, paused } = useLive(token, state)
  const heard = live.state.sessions.length + live.state.mails.length
  const before = useRef(heard)
  useEffect(() => {
    if (before.current === heard) return
    before.current = heard
    look()
  }, [heard, look])
  const { email } = live.state
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3 rounded-xl bg-sunken px-4 py-3">
        <p className="min-w-0 text-[1.1rem]">
          <Address email={email} className="font-medium" />
        </p>
        <Copy text={email} what="the address" />
      </div>
      <Steps arrival={arrivalOf(live)} />
      {paused && <p className="text-sm text-muted">Live updates paused, trying again.</p>}
      <p className="text-sm">
        <Link to={`/a/${token}`} className="link">
          Its own page
        </Link>
      </p>
    </div>
  )
}
