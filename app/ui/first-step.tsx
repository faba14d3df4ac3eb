/** The first step of an empty page that waits for mail: an address of the team's, or the way to one. */
import { Link } from '@remix-run/react'
import type { FirstStep } from '../address.server.ts'
import { Address } from './address.tsx'
import { buttonLook } from './button.tsx'
import { Copy } from './copy.tsx'

export function SendTo({ step: { email, way, mayTest } }: { step: FirstStep }) {
  if (!email) return mayTest ? <TakeOne /> : <p className="text-muted">Whoever may test in your team takes the first address.</p>
  return (
    <div className="grid max-w-full min-w-0 justify-items-start gap-2">
      <p className="flex max-w-full min-w-0 flex-wrap items-center gap-x-3 gap-y-2">
        <Address email={email} className="min-w-0 text-[1.05rem] font-medium [overflow-wrap:anywhere]" />
        <Copy text={email} what="the address" />
      </p>
      {!way.public && (
        <p className="text-sm text-muted">
          This Seedbed is reached from its own computer only: host <bdi className="value text-ink">{way.host}</bdi>, port{' '}
          <span className="value text-ink">{way.port}</span>, without a password.
        </p>
      )}
    </div>
  )
}

const TakeOne = () => (
  <Link to="/" className={buttonLook('main')}>
    Take a test address
  </Link>
)
