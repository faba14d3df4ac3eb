/** Mails as rows, newest first: score, what was found, subject, From, label, time. */
import { Form, Link } from '@remix-run/react'
import type { LiveMail } from '../live.ts'
import { headlineVerdict } from '../report/headline.tsx'
import { Button } from './button.tsx'
import { count } from './count.ts'
import { WorkingIcon } from './icons.tsx'
import { SmallScore } from './score.tsx'
import { Time } from './time.tsx'
import { VerdictIcon, verdictText } from './verdict.tsx'

/** `tick`: two can be ticked to be compared. */
export function MailList({ mails, tick = false }: { mails: LiveMail[]; tick?: boolean }) {
  if (tick && mails.filter(isReported).length > 1) return <Tickable mails={mails} />
  return (
    <ul className="card divide-y divide-line overflow-hidden">
      {mails.map((mail) => (
        <li key={mail.id}>
          <Row mail={mail} />
        </li>
      ))}
    </ul>
  )
}

const isReported = ({ status }: LiveMail): boolean => status === 'reported'

function Tickable({ mails }: { mails: LiveMail[] }) {
  return (
    <Form method="get" action="/compare">
      <ul className="card divide-y divide-line overflow-hidden">
        {mails.map((mail) => (
          <li key={mail.id} className="grid grid-cols-[3rem_minmax(0,1fr)] items-stretch">
            {isReported(mail) && <Tick mail={mail} />}
            <div className="col-start-2">
              <Row mail={mail} start="ps-1" />
            </div>
          </li>
        ))}
      </ul>
      <p className="mt-3 flex flex-wrap items-center gap-3">
        <Button kind="quiet">Compare</Button>
        <span className="text-sm text-muted">Tick two to see what differs.</span>
      </p>
    </Form>
  )
}

const Tick = ({ mail: { id, subjectHeader } }: { mail: LiveMail }) => (
  <label className="grid cursor-pointer place-items-center hover:bg-sunken/60">
    <span className="sr-only">Compare {subjectHeader || 'this mail'}</span>
    <input type="checkbox" name="pick" value={id} className="size-6 accent-accent" />
  </label>
)

/** `start`: the space before it. */
function Row({ mail, start = 'ps-4 sm:ps-5' }: { mail: LiveMail; start?: string }) {
  const tone = mail.headline ? verdictText(headlineVerdict(mail.headline.kind)) : 'text-muted'
  return (
    <Link
      to={`/mail/${mail.id}`}
      className={`grid grid-cols-[2.75rem_minmax(0,1fr)_auto] items-baseline gap-x-3 ${start} py-3 pe-4 text-ink no-underline hover:bg-sunken/60 focus-visible:-outline-offset-2 sm:grid-cols-[2.75rem_10.5rem_minmax(0,1fr)_auto] sm:pe-5`}
    >
      <span className="text-lg">
        <span className="sr-only">Score </span>
        <SmallScore score={mail.score} tone={tone} />
      </span>
      <span className="col-start-2 row-start-2 text-sm text-muted sm:col-start-2 sm:row-start-1">
        <Found mail={mail} />
      </span>
      <span className="col-start-2 row-start-1 min-w-0 sm:col-start-3">
        <span className="flex items-baseline gap-2">
          <bdi className="truncate font-medium">
            {mail.subjectHeader || (mail.status === 'reported' ? '(no subject)' : 'A mail')}
          </bdi>
          {mail.label && (
            <span className="shrink-0 rounded bg-accent-soft px-1.5 text-xs text-accent">
              <bdi>{mail.label}</bdi>
            </span>
          )}
        </span>
        {mail.fromHeader && (
          <span className="block truncate text-sm text-muted">
            <bdi>{mail.fromHeader}</bdi>
          </span>
        )}
      </span>
      <span className="col-start-3 row-start-1 text-end text-sm text-muted sm:col-start-4">
        <Time at={mail.receivedAt} form="ago" />
      </span>
    </Link>
  )
}

function Found({ mail: { status, problems, warnings, headline } }: { mail: LiveMail }) {
  if (status === 'failed') return <Mark verdict="unknown">Analysis stopped</Mark>
  if (status !== 'reported') {
    return (
      <span className="inline-flex items-center gap-1.5">
        <WorkingIcon className="size-4" /> Checking
      </span>
    )
  }
  if (headline?.kind === 'not-conclusive') return <Mark verdict="unknown">Could not check</Mark>
  if (problems > 0) return <Mark verdict="fail">{count(problems, 'problem')}</Mark>
  if (warnings > 0) return <Mark verdict="warn">{count(warnings, 'warning')}</Mark>
  return <Mark verdict="pass">In order</Mark>
}

function Mark({ verdict, children }: { verdict: 'pass' | 'warn' | 'fail' | 'unknown'; children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <VerdictIcon verdict={verdict} className="size-4" /> {children}
    </span>
  )
}
