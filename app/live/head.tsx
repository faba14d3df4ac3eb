/** The address at the top of its live page, and who can see this. */
import type { LiveState } from '../live.ts'
import { Address } from '../ui/address.tsx'
import { WhoChip } from '../ui/chip.tsx'
import { Copy } from '../ui/copy.tsx'

export function LiveHead({ state: { email } }: { state: LiveState }) {
  return (
    <header className="flex items-start justify-between gap-x-4 sm:items-center">
      <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="min-w-0 text-[1.05rem] sm:text-[1.15rem]">
          <span className="sr-only">Test address </span>
          <Address email={email} className="font-medium" />
        </h1>
        <Copy text={email} what="the address" />
      </div>
      <WhoChip>
        <p>
          Anyone with this page’s link can read what arrives here, and delete it. Knowing the address is not enough.{' '}
          <a className="link" href="#delete">
            Delete this address
          </a>
        </p>
      </WhoChip>
    </header>
  )
}
