/** Six plain steps from the first connection to the report. */
import { octets } from '../ui/count.ts'
import { CheckIcon, RingIcon, WorkingIcon } from '../ui/icons.tsx'
import type { Arrival, Stage } from './talks.ts'

/** How many steps are done, by stage; the next one is under way. */
const done: Record<Stage, number> = {
  waiting: 0,
  connected: 1,
  greeted: 2,
  handing: 2,
  stored: 4,
  analysing: 4,
  failed: 4,
  reported: 6,
}

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
    <>
      <OneLine reached={reached} name={steps[Math.min(reached, steps.length - 1)]?.name ?? ''} />
      <ol className="grid gap-x-8 gap-y-4 max-sm:sr-only sm:grid-cols-3">
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
                  <span className="block text-sm font-normal text-muted">
                    <bdi>{detail}</bdi>
                  </span>
                )}
              </span>
            </li>
          )
        })}
      </ol>
    </>
  )
}

/** On a phone: "3 of 6: It hands over the mail", with six small bars. The list itself is there for those who listen. */
function OneLine({ reached, name }: { reached: number; name: string }) {
  return (
    <div className="sm:hidden" aria-hidden="true">
      <p className="text-[0.95rem] text-muted">
        <span className="tabular-nums">{Math.min(reached + 1, 6)} of 6:</span> {name}
      </p>
      <div className="mt-2 grid grid-cols-6 gap-1">
        {[0, 1, 2, 3, 4, 5].map((step) => (
          <span
            key={step}
            className={`h-1.5 rounded-full ${step < reached ? 'bg-pass' : step === reached ? 'bg-accent' : 'bg-line'}`}
          />
        ))}
      </div>
    </div>
  )
}

function StepIcon({ reached, current }: { reached: boolean; current: boolean }) {
  if (reached) return <CheckIcon />
  return current ? <WorkingIcon /> : <RingIcon />
}
