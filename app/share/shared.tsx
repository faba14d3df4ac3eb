/** A shared report: the answer, what to do and the evidence; no way to anything else of whoever shared it. */
import type { Report } from '#checks/report.ts'
import { foldSections, needsDelivery } from '../report/fold.ts'
import { Receivers } from '../report/receivers.tsx'
import { Edge, ReportTop, useOpenTarget } from '../report/report.tsx'
import { Route } from '../report/route.tsx'
import { Section } from '../report/section.tsx'
import { Answers } from '../scan/answers.tsx'
import { Changes, OtherFixes } from '../scan/changes.tsx'
import { Records } from '../scan/records.tsx'
import { ViewsOf } from '../scan/views.tsx'
import { AddressTop } from '../address/top.tsx'
import { AddressViews } from '../address/views.tsx'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import type { SharedMail, SharedReport } from './shared.server.ts'

export function SharedView({ shared }: { shared: SharedReport }) {
  useOpenTarget()
  const { report, mail, subject, until } = shared
  return (
    <article className="grid gap-5">
      <header>
        <p className="text-[1.15rem] font-semibold tracking-tight [overflow-wrap:anywhere]">
          <bdi>{mail ? mail.subjectHeader || '(no subject)' : subject}</bdi>
        </p>
        <p className="flex flex-wrap gap-x-2 text-sm text-muted">
          {mail && (
            <>
              <bdi>{mail.from || 'no sender given'}</bdi>
              {mail.recipient && <bdi>to {mail.recipient}</bdi>}
              <span aria-hidden="true">·</span>
              <Time at={mail.receivedAt} />
            </>
          )}
          {!mail && (
            <span>
              as seen <Time at={report.analysedAt} />
            </span>
          )}
          <span aria-hidden="true">·</span>
          <span>
            shared until <Time at={until} form="day" />
          </span>
        </p>
      </header>
      {mail ? <MailReport report={report} mail={mail} /> : <ScanReport shared={shared} />}
    </article>
  )
}

function MailReport({ report, mail }: { report: Report; mail: SharedMail }) {
  const unseen = mail.source === 'smtp' ? [] : report.findings.filter(needsDelivery)
  const sections = foldSections({ ...report, findings: report.findings.filter((one) => !unseen.includes(one)) })
  const route = report.views?.route
  return (
    <>
      <ReportTop report={report} level={1} base="" />
      {unseen.length > 0 && (
        <p className="card px-4 py-3 sm:px-5">
          Nobody here saw the mail being delivered. {count(unseen.length, 'check')} need that.
        </p>
      )}
      <Receivers report={report} />
      {sections.map((section) => (
        <Section key={section.id} section={section} opened={report.first[0]?.id}>
          {section.id === 'path' && route && <Route route={route} />}
        </Section>
      ))}
      {mail.frame !== null && <Preview frame={mail.frame} />}
      {mail.body !== null && <Text title="The text of the mail" text={mail.body} />}
      {mail.octets !== null && <Text title="Its source" text={mail.octets} />}
      <Edge report={report} />
    </>
  )
}

function Preview({ frame }: { frame: string }) {
  return (
    <section aria-labelledby="preview" className="card min-w-0 overflow-hidden">
      <h2 id="preview" className="px-4 py-3 font-semibold sm:px-5">
        The mail, as its reader sees it
      </h2>
      <iframe
        src={frame}
        title="Preview of the mail"
        sandbox="allow-popups"
        referrerPolicy="no-referrer"
        loading="lazy"
        tabIndex={-1}
        className="block h-[42rem] w-full border-y border-line bg-white [color-scheme:light]"
      />
      <p className="px-4 py-3 text-sm text-muted sm:px-5">
        Nothing in it runs and nothing is fetched, so images from elsewhere are missing. A link you press opens in a new tab and
        is a click to its sender.
      </p>
    </section>
  )
}

function Text({ title, text }: { title: string; text: string }) {
  return (
    <details className="card overflow-hidden">
      <summary className="opener flex min-h-11 items-center px-4 py-2 font-semibold hover:bg-sunken/60 sm:px-5">{title}</summary>
      <pre className="exact max-h-[40rem] overflow-auto border-t border-line px-4 py-4 whitespace-pre-wrap sm:px-5">
        <bdi dir="auto">{text === '' ? '(nothing)' : text}</bdi>
      </pre>
    </details>
  )
}

function ScanReport({ shared: { report, records } }: { shared: SharedReport }) {
  const about = report.kind === 'address' ? 'address' : 'domain'
  return (
    <>
      <div className="card grid gap-5 p-4 sm:gap-7 sm:p-7">
        {report.kind === 'address' ? <AddressTop report={report} /> : <Answers report={report} />}
        {report.kind === 'domain' && <Changes report={report} />}
        <OtherFixes report={report} />
      </div>
      {foldSections(report).map((section) => (
        <Section key={section.id} section={section} opened={report.first[0]?.id} about={about} />
      ))}
      {report.kind === 'address' ? (
        <AddressViews report={report} own={null} listedSince={{}} />
      ) : (
        <>
          <ViewsOf views={report.views} />
          <Records records={records} />
        </>
      )}
      <Edge report={report} about="domain" />
    </>
  )
}
