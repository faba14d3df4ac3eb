/** The sandbox: what an application sent, newest first, and how to send into it. */
import { Form, Link, useSearchParams } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useProjectName } from '../nav/only.tsx'
import { Block, Teach, TeamPage } from '../watch/nav.tsx'
import { AskToDelete, Button } from '../ui/button.tsx'
import { Time } from '../ui/time.tsx'
import { HowToSend } from './send.tsx'
import type { SandboxAnswer, SandboxMail, SandboxPage } from './page.ts'

const lead =
  'What an application sends here, to anybody, ends here: it is kept for a week, judged like any mail, and nothing goes on.'

export function SandboxView({ page, answer }: { page: SandboxPage; answer: SandboxAnswer | undefined }) {
  return (
    <Around team={page.team}>
      {page.mails.length > 0 || page.find !== '' ? <Mails page={page} /> : <NoMails page={page} />}
      <HowToSend page={page} answer={answer} />
    </Around>
  )
}

function NoMails({ page: { door, mayChange } }: { page: SandboxPage }) {
  const [host, port] = door.localPort === null ? [door.host, door.port] : ['127.0.0.1', door.localPort]
  const project = useProjectName()
  return (
    <Block title="Mails">
      <Teach example="Reset your password · to ann@customer.example and 2 more · from Shop <orders@acme.com> · 2 minutes ago">
        Nothing has come yet
        {project && (
          <>
            {' '}
            for <bdi>{project}</bdi>
          </>
        )}
        . In the SMTP settings of your application, write host <bdi className="value">{host}</bdi> and port{' '}
        <span className="value">{port}</span>
        {door.localPort === null &&
          (mayChange ? ', with a user name and password made below' : ', with a user name and password that a member makes here')}
        . Whatever it then sends, to anybody, stands here and goes nowhere else.
      </Teach>
    </Block>
  )
}

function Around({ team, children }: { team: SandboxPage['team']; children: ReactNode }) {
  if (team)
    return (
      <TeamPage team={team} title="Sandbox" lead={lead}>
        {children}
      </TeamPage>
    )
  return (
    <div className="grid gap-6">
      <header className="max-w-[46rem]">
        <h1 className="text-[1.6rem] leading-tight font-semibold tracking-[-0.02em] sm:text-[2rem]">Sandbox</h1>
        <p className="mt-2 text-[1.05rem] text-muted">{lead}</p>
      </header>
      {children}
    </div>
  )
}

function Mails({ page: { mails, find, next, mayChange } }: { page: SandboxPage }) {
  const [parameters] = useSearchParams()
  const project = parameters.get('project')
  const name = useProjectName()
  const more = new URLSearchParams({ ...(project && { project }), ...(find && { find }), ...(next && { before: next }) })
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <Form method="get" className="flex min-w-0 flex-wrap items-center gap-2">
          {project && <input type="hidden" name="project" value={project} />}
          <label htmlFor="find" className="sr-only">
            Subject, sender or recipient
          </label>
          <input
            id="find"
            type="search"
            name="find"
            defaultValue={find}
            placeholder="Subject, sender or recipient"
            className="min-h-10 w-72 max-w-full rounded-lg border border-line-strong bg-surface px-3 text-ink placeholder:text-muted"
          />
          <Button kind="quiet">Search</Button>
        </Form>
        {mayChange && mails.length > 0 && (
          <AskToDelete
            label="Delete all"
            question={
              <>
                All mails of {name ? <bdi>{name}</bdi> : 'this sandbox'} go from here, with their reports. This cannot be taken
                back.
              </>
            }
          />
        )}
      </div>
      <Block title="Mails" note={find ? <bdi>{find}</bdi> : 'newest first'}>
        {mails.length === 0 && (
          <p className="px-4 py-4 text-muted sm:px-5">No mail has this in its subject, sender or recipients.</p>
        )}
        <ul className="divide-y divide-line">
          {mails.map((mail) => (
            <li key={mail.id}>
              <Row mail={mail} />
            </li>
          ))}
        </ul>
      </Block>
      {next && (
        <p>
          <Link className="link" to={`?${more}`}>
            Older ones
          </Link>
        </p>
      )}
    </div>
  )
}

const shownRecipients = 3

function Row({ mail: { id, subjectHeader, fromHeader, recipients, receivedAt, status } }: { mail: SandboxMail }) {
  const rest = recipients.length - shownRecipients
  return (
    <Link
      to={`/mail/${id}?tab=mail`}
      className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 px-4 py-3 text-ink no-underline hover:bg-sunken/60 focus-visible:-outline-offset-2 sm:px-5"
    >
      <bdi className="truncate font-medium">{subjectHeader || (status === 'reported' ? '(no subject)' : 'A mail')}</bdi>
      <span className="text-sm text-muted">
        <Time at={receivedAt} form="ago" />
      </span>
      <span className="col-span-2 text-sm text-muted [overflow-wrap:anywhere]">
        to{' '}
        {recipients.slice(0, shownRecipients).map((recipient, index) => (
          <span key={recipient}>
            {index > 0 && ', '}
            <bdi>{recipient}</bdi>
          </span>
        ))}
        {rest > 0 && ` and ${rest} more`}
        {fromHeader && (
          <>
            {' · from '}
            <bdi>{fromHeader}</bdi>
          </>
        )}
      </span>
    </Link>
  )
}
