/** Six plain steps from the first connection to the report. */
import { octets } from '../ui/count.ts'
import { CheckIcon, RingIcon, WorkingIcon } from '../ui/icons.tsx'
import type { Arrival, Stage } from './talks.ts'

/** How many steps are done, by stage; the next one is under way. */
const done: Record<Stage, number> = { waiting: 0, connected: 1, greeted: 2, handing: 2, stored: 4, analysing: 4, failed: 4, reported: 6 }

/** "TLSv1.3" as people write it. */
const tlsName = (version: string): string => version.replace(/^TLSv/, 'TLS ')

function stepsOf({ peerAddress, helo, tls, size }: Arrival): { name: string; detail: string }[] {
  return [
    { name: 'A server connects', detail: peerAddress },
    { name: 'It says who it is', detail: [helo, tls && tlsName(tls)].filter(Boolean).join(', ') },
    { name: 'It hands over the mail', detail: size === null ? '' : octets(size) },
    { name: 'Stored safely', detail: '' },
    { name: 'Checked', detail: '' },
    { name: 'Report', detail: '' },
  ]
}

export function Steps({ arrival }: { arrival: Arrival }) {
  const { stage } = arrival
  const steps = stepsOf(arrival)
  const reached = done[stage]
  const working = stage !== 'waiting' && stage !== 'failed'
  return (
    <ol className="grid gap-x-8 gap-y-1 sm:grid-cols-3 sm:gap-y-4">
      {steps.map(({ name, detail }, index) => {
        const current = working && index === reached
        return (
          <li
            key={name}
            aria-current={current ? 'step' : undefined}
            className={`flex gap-2.5 py-0.5 ${index < reached ? 'text-ink' : current ? 'font-medium text-ink' : 'text-muted'}`}
          >
            <span className={`pt-0.5 ${index < reached ? 'text-pass' : current ? 'text-accent' : 'text-line-strong'}`}>
              <StepIcon reached={index < reached} current={current} />
            </span>
            <span className="min-w-0">
              {name}
              <span className="sr-only">{index < reached ? ': done' : current ? ': now' : ': not yet'}</span>
              {detail && index < reached + 1 && (
                <span className="block truncate text-sm font-normal text-muted" title={detail}>
                  <bdi>{detail}</bdi>
                </span>
              )}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

function StepIcon({ reached, current }: { reached: boolean; current: boolean }) {
  if (reached) return <CheckIcon />
  return current ? <WorkingIcon /> : <RingIcon />
}
