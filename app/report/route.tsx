/** How the mail travelled, step by step: what our receiver saw is fact, everything before is what servers wrote into the mail. */
import type { ReactNode } from 'react'
import type { RouteHop, RouteView } from '#checks/report.ts'
import { Mark } from '../scan/view.tsx'
import { duration } from '../ui/clock.ts'
import { count } from '../ui/count.ts'
import { ArrowIcon } from '../ui/icons.tsx'
import { Time } from '../ui/time.tsx'

/** Milliseconds: a shorter wait is none, and clocks this near to each other agree. */
const longWait = 60_000
const clocksAgree = -5000

export function Route({ route: { seen, hops, more } }: { route: RouteView }) {
  return (
    <div className="px-4 py-4 sm:px-5">
      <ol aria-label="The way of the mail" className="grid">
        {more > 0 && (
          <Step known={false}>
            <p className="text-sm text-muted">{count(more, 'older step')}, not shown.</p>
          </Step>
        )}
        {hops.map((hop, index) => (
          <Step key={`${index} ${hop.claim}`} known={false}>
            <Hop hop={hop} last={index === hops.length - 1 && seen !== null} />
          </Step>
        ))}
        {seen && (
          <Step known>
            <Servers from={seen.helo} address={seen.address} by={seen.by} />
            <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-sm text-muted">
              <Mark look="good">seen by us</Mark>
              <span>{seen.tls ? `encrypted, ${seen.tls}` : 'not encrypted'}</span>
              <Time at={seen.at} form="clock" />
            </p>
          </Step>
        )}
      </ol>
      <p className="mt-3 text-sm text-muted">
        {hops.length === 0
          ? 'The mail names no server before that.'
          : 'Steps marked as claims stand in the mail itself: whoever sent it could have written them.'}
      </p>
    </div>
  )
}

function Step({ known, children }: { known: boolean; children: ReactNode }) {
  return (
    <li className="group/step grid grid-cols-[1rem_minmax(0,1fr)] gap-x-3">
      <span className="relative flex justify-center" aria-hidden="true">
        <span className="absolute inset-y-0 w-px bg-line-strong/50 group-first/step:top-2 group-last/step:bottom-auto group-last/step:h-2" />
        <span
          className={`relative mt-1.5 size-3 rounded-full ${known ? 'bg-pass' : 'border-2 border-dashed border-line-strong bg-surface'}`}
        />
      </span>
      <div className="min-w-0 pb-4 group-last/step:pb-0">{children}</div>
    </li>
  )
}

function Servers({ from, address, by }: { from: string; address: string; by: string }) {
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5 text-[0.95rem]">
      <bdi>{from || 'a server without a name'}</bdi>
      {address && (
        <span className="value text-muted">
          <bdi>{address}</bdi>
        </span>
      )}
      <span className="text-muted">
        <ArrowIcon className="size-3.5 translate-y-0.5" />
        <span className="sr-only">gave it to</span>
      </span>
      <bdi>{by || 'a server that does not say its name'}</bdi>
    </p>
  )
}

/** `last`: the next step is ours. */
function Hop({ hop, last }: { hop: RouteHop; last: boolean }) {
  const { from, reverse, address, by, at, tls, took, authenticated, claim } = hop
  return (
    <>
      <Servers from={from || reverse} address={address} by={by} />
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-sm text-muted">
        <Mark look="quiet">a claim</Mark>
        <span className={tls === 'no' ? 'text-warn' : ''}>{encrypted[tls]}</span>
        {authenticated && <span>the sender signed in</span>}
        {at ? <Time at={at} form="clock" /> : <span>no date that can be read</span>}
        {took !== null && <Took took={took} last={last} />}
      </p>
      <details className="text-sm">
        <summary className="opener inline-flex min-h-6 items-center text-muted hover:text-ink">The field itself</summary>
        <p className="exact mt-1 rounded-lg bg-sunken px-3 py-2">
          <bdi dir="ltr">{claim}</bdi>
        </p>
      </details>
    </>
  )
}

const encrypted = { yes: 'encrypted', no: 'not encrypted', unstated: 'does not say whether encrypted' } as const

function Took({ took, last }: { took: number; last: boolean }) {
  const until = last ? 'until it came to us' : 'until the next step'
  if (took < clocksAgree) return <Mark look="careful">clocks disagree by {duration(-took)}</Mark>
  if (took >= longWait) return <Mark look="careful">{`${duration(took)} ${until}`}</Mark>
  return <span>{`${duration(Math.max(0, took))} ${until}`}</span>
}
