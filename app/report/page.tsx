/** A mail's page: whose it is, its tabs, and what can be done with it. */
import { Form, Link, useRevalidator } from '@remix-run/react'
import { useEffect } from 'react'
import { AskToDelete, Button, buttonLook } from '../ui/button.tsx'
import { WhoChip } from '../ui/chip.tsx'
import { ArrowIcon } from '../ui/icons.tsx'
import { Time } from '../ui/time.tsx'
import { MailLook } from '../mail-view/view.tsx'
import { Rehearse } from '../what-if/link.tsx'
import { headlineVerdict } from './headline.tsx'
import type { MailHead } from './mail.server.ts'
import { Analyses } from './analyses.tsx'
import { Changed } from './changed.tsx'
import { NotYet } from './not-yet.tsx'
import type { MailPage, Tab } from './page.server.ts'
import { ReportBody } from './report.tsx'
import { SessionView } from './session.tsx'
import { SourceView } from './source.tsx'
import { Story } from './story.tsx'

/** Milliseconds between looks while there is no report. */
const LOOK_MS = 2000

export function MailPageView({ page }: { page: MailPage }) {
  const { mail, tab, token, report, look, session, source } = page
  const base = `/mail/${mail.id}`
  const needsReport = tab === 'report' || tab === 'decided'
  useLookAgain(needsReport && !report)
  return (
    <article>
      <Head mail={mail} token={token} />
      <Tabs base={base} tab={tab} picked={page.picked} />
      <Analyses page={page} base={base} />
      <div className="mt-4 sm:mt-6">
        {needsReport && !report && <NotYet mail={mail} />}
        {tab === 'report' && report && <ReportBody report={report} base={base} mail={mail} changed={changedIn(page)} />}
        {(tab === 'mail' || tab === 'source') && mail.kept !== 'everything' && <Stripped kept={mail.kept} />}
        {tab === 'mail' && mail.kept === 'everything' && <MailLook look={look} mailId={mail.id} />}
        {tab === 'decided' && report && <Story report={report} session={session} questions={page.questions} base={base} />}
        {tab === 'session' && <SessionView session={session} />}
        {tab === 'source' && mail.kept !== 'report' && (
          <SourceView source={source} mailId={mail.id} headersOnly={mail.kept === 'headers'} />
        )}
      </div>
      <Foot mail={mail} />
    </article>
  )
}

const Stripped = ({ kept }: { kept: 'headers' | 'report' }) => (
  <p className="card mb-5 p-5 text-muted">
    The project of this mail keeps {kept === 'report' ? 'its report only' : 'its header lines and its report'}. The rest went as
    soon as there was a report, so it cannot be judged again either.
  </p>
)

const changedIn = ({ since, mail, report }: MailPage) =>
  since && report && <Changed since={since} now={mail.id} passed={headlineVerdict(report.headline.kind) === 'pass'} />

/** A page without its report looks every two seconds, as long as somebody can see it. */
function useLookAgain(needed: boolean): void {
  const { revalidate } = useRevalidator()
  useEffect(() => {
    if (!needed) return
    const timer = setInterval(() => {
      if (!document.hidden) revalidate()
    }, LOOK_MS)
    return () => clearInterval(timer)
  }, [needed, revalidate])
}

function Head({ mail, token }: { mail: MailHead; token: string | null }) {
  const at = mail.recipient.lastIndexOf('@')
  return (
    <header className="flex items-start justify-between gap-x-4">
      <div className="min-w-0">
        <p className="text-[1.15rem] font-semibold tracking-tight max-sm:line-clamp-1">
          <bdi>{mail.subjectHeader || (mail.status === 'reported' ? '(no subject)' : 'Your mail')}</bdi>
        </p>
        <p className="flex items-center gap-x-2 text-sm text-muted sm:flex-wrap">
          <bdi className="max-sm:min-w-0 max-sm:truncate">{mail.fromHeader || mail.mailFrom || 'no sender given'}</bdi>
          <span className="max-sm:hidden">
            <ArrowIcon className="size-3.5" />
          </span>
          <bdi className="max-sm:hidden" title={mail.recipient}>
            {shortened(mail.recipient.slice(0, at))}
          </bdi>
          {mail.label && (
            <span className="rounded bg-accent-soft px-1.5 text-accent">
              <bdi>{mail.label}</bdi>
            </span>
          )}
          <span aria-hidden="true" className="max-sm:hidden">
            ·
          </span>
          <span className="whitespace-nowrap">
            <Time at={mail.receivedAt} form="ago" />
          </span>
          {token && (
            <>
              <span aria-hidden="true">·</span>
              <Link to={`/a/${token}`} className="link whitespace-nowrap">
                live page
              </Link>
            </>
          )}
        </p>
        {mail.recipients.length > 0 && (
          <p className="text-sm text-muted [overflow-wrap:anywhere]">
            Sent to{' '}
            {mail.recipients.map((recipient, index) => (
              <span key={recipient}>
                {index > 0 && ', '}
                <bdi>{recipient}</bdi>
              </span>
            ))}
          </p>
        )}
      </div>
      <WhoChip>
        <p>
          Anyone with this page’s link can read the report and the mail, and delete them.{' '}
          <a className="link" href="#mail-foot">
            Delete this mail
          </a>
        </p>
      </WhoChip>
    </header>
  )
}

const shortened = (local: string): string => (local.length > 22 ? `${local.slice(0, 4)}…${local.slice(-4)}` : local)

const tabs: { tab: Tab; label: string }[] = [
  { tab: 'report', label: 'Report' },
  { tab: 'mail', label: 'Mail' },
  { tab: 'decided', label: 'How we decided' },
  { tab: 'session', label: 'Session' },
  { tab: 'source', label: 'Source' },
]

function Tabs({ base, tab: current, picked }: { base: string; tab: Tab; picked: number | null }) {
  return (
    <nav
      aria-label="Views of this mail"
      className="mt-2 flex overflow-x-auto border-b border-line max-sm:-mx-4 max-sm:px-2 sm:mt-5 sm:gap-1"
    >
      {tabs.map(({ tab, label }) => (
        <Link
          key={tab}
          to={pathTo(base, tab, picked)}
          aria-current={tab === current ? 'page' : undefined}
          preventScrollReset
          className={`border-b-2 px-2 py-2 whitespace-nowrap no-underline max-sm:text-[0.9rem] focus-visible:-outline-offset-2 sm:px-3 sm:first:ps-0.5 ${tab === current ? 'border-accent font-medium text-ink' : 'border-transparent text-muted hover:text-ink forced-colors:border-[Canvas]'}`}
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}

/** A tab, of the report that is picked. */
function pathTo(base: string, tab: Tab, picked: number | null): string {
  const query = [...(tab === 'report' ? [] : [`tab=${tab}`]), ...(picked === null ? [] : [`analysis=${picked}`])]
  return query.length === 0 ? base : `${base}?${query.join('&')}`
}

function Foot({ mail }: { mail: MailHead }) {
  return (
    <footer id="mail-foot" className="mt-10 flex flex-wrap items-start gap-3 border-t border-line pt-6">
      {mail.status === 'reported' && mail.kept === 'everything' && (
        <Form method="post">
          <Button kind="quiet" name="intent" value="check-again">
            Check again
          </Button>
        </Form>
      )}
      {mail.status === 'reported' && <Rehearse what="" label="What if" />}
      {mail.status === 'reported' && (
        <Link className={buttonLook('quiet')} to={`/compare?a=${mail.id}`}>
          Compare with…
        </Link>
      )}
      {mail.status === 'reported' && mail.kept !== 'report' && (
        <Link className={buttonLook('quiet')} to={`/mail/${mail.id}/share`}>
          Share
        </Link>
      )}
      {mail.status === 'reported' && (
        <>
          <Link className={buttonLook('quiet')} to={`/mail/${mail.id}/print`}>
            Print
          </Link>
          <a className={buttonLook('quiet')} href={`/api/v1/mails/${mail.id}`} download={`${mail.id}.json`}>
            JSON
          </a>
        </>
      )}
      {mail.kept !== 'report' && (
        <a className={buttonLook('quiet')} href={`/api/v1/mails/${mail.id}/raw`} download>
          Download .eml
        </a>
      )}
      <AskToDelete
        label="Delete this mail"
        question="The mail, its report and the conversation go at once. This cannot be undone."
      />
    </footer>
  )
}
