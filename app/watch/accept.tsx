/** In a finding: that the team lives with it, why and until when; or the form to say so. */
import { Form } from '@remix-run/react'
import { createContext, useContext, useId } from 'react'
import type { ReportFinding } from '#checks/report.ts'
import { Mark } from '../scan/view.tsx'
import { Button } from '../ui/button.tsx'
import { Time } from '../ui/time.tsx'
import type { AcceptAbout, AcceptedLine } from './accept.server.ts'

/** Null where nothing can be accepted: the domain is nobody's, or the reader belongs to no team that keeps it. */
export const AcceptFor = createContext<AcceptAbout | null>(null)

type Found = Pick<ReportFinding, 'id' | 'code'>

/** It returns when its code changes. */
function acceptedIn(about: AcceptAbout | null, { id, code }: Found): AcceptedLine | undefined {
  if (!about?.checks.includes(id)) return undefined
  return about.accepted.find((one) => one.check === id && one.code === code)
}

/** Beside the heading of a finding. */
export function AcceptedMark({ finding }: { finding: Found }) {
  const accepted = acceptedIn(useContext(AcceptFor), finding)
  if (!accepted) return null
  return (
    <Mark look="quiet">
      accepted
      {accepted.until && (
        <>
          {' '}
          until <Time at={accepted.until} form="date" />
        </>
      )}
    </Mark>
  )
}

/** At the end of a finding. */
export function Accept({ finding }: { finding: Found }) {
  const about = useContext(AcceptFor)
  if (!about?.checks.includes(finding.id)) return null
  const accepted = acceptedIn(about, finding)
  if (accepted) return <Accepted about={about} accepted={accepted} />
  return about.mayAccept ? <AcceptForm about={about} finding={finding} /> : null
}

function Accepted({ about, accepted }: { about: AcceptAbout; accepted: AcceptedLine }) {
  return (
    <div className="grid gap-2 rounded-lg bg-info-soft px-3 py-2 text-[0.95rem]">
      <AcceptedWords accepted={accepted} />
      {about.mayAccept && <TakeBack at={about.at} domain={about.domain} back={about.back} accepted={accepted} />}
    </div>
  )
}

/** By whom, until when, and why. */
export const AcceptedWords = ({ accepted: { by, at, until, reason } }: { accepted: AcceptedLine }) => (
  <p>
    Accepted by <bdi>{by ?? 'somebody who has left'}</bdi>, <Time at={at} form="date" />,{' '}
    {until ? (
      <>
        until <Time at={until} form="date" />
      </>
    ) : (
      'until it is another finding'
    )}
    : <bdi>{reason}</bdi>
  </p>
)

interface TakeBackProps {
  at: string
  domain: string
  back: string
  accepted: AcceptedLine
}

export const TakeBack = ({ at, domain, back, accepted: { id, check } }: TakeBackProps) => (
  <Form method="post" action={at}>
    <input type="hidden" name="name" value={domain} />
    <input type="hidden" name="id" value={id} />
    <input type="hidden" name="back" value={back} />
    <Button kind="quiet" name="intent" value="unaccept">
      Take back<span className="sr-only"> what is accepted of {check}</span>
    </Button>
  </Form>
)

const spans = [
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', 'a year'],
  ['', 'it is another finding'],
] as const

function AcceptForm({ about: { at, domain, back }, finding: { id, code } }: { about: AcceptAbout; finding: Found }) {
  const field = useId()
  const look = 'block w-full min-h-9 rounded-lg border border-line-strong bg-surface px-2'
  return (
    <details>
      <summary className="opener inline-flex min-h-8 items-center text-sm text-muted hover:text-ink">Accept it</summary>
      <Form method="post" action={at} className="mt-2 grid max-w-md gap-3">
        <input type="hidden" name="name" value={domain} />
        <input type="hidden" name="check" value={id} />
        <input type="hidden" name="code" value={code} />
        <input type="hidden" name="back" value={`${back}#${id}`} />
        <p className="text-sm text-muted">
          It stays in report and score. Nobody is alerted, and <code className="value">seedbed check --accepted</code> does not
          fail for it, until then or until the finding is another one.
        </p>
        <label htmlFor={`${field}-reason`}>
          <span className="text-sm font-medium">Why you live with it</span>
          <input id={`${field}-reason`} name="reason" required maxLength={300} className={look} />
        </label>
        <label htmlFor={`${field}-days`}>
          <span className="text-sm font-medium">For, or until</span>
          <select id={`${field}-days`} name="days" defaultValue="90" className={look}>
            {spans.map(([days, word]) => (
              <option key={days} value={days}>
                {word}
              </option>
            ))}
          </select>
        </label>
        <p>
          <Button kind="quiet" name="intent" value="accept">
            Accept
          </Button>
        </p>
      </Form>
    </details>
  )
}
