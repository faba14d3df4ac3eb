/** The report: verdict, first fixes, sections, and what we cannot know. */
import { Link } from '@remix-run/react'
import { type ReactNode, useEffect } from 'react'
import type { Report } from '#checks/report.ts'
import { Contents } from '../scan/contents.tsx'
import { count, percent } from '../ui/count.ts'
import { VerdictIcon } from '../ui/verdict.tsx'
import { FirstFixes } from './first.tsx'
import { foldSections, needsDelivery } from './fold.ts'
import { Headline } from './headline.tsx'
import { JudgedAs } from './judged-as.tsx'
import type { MailHead } from './mail.server.ts'
import { Presses } from './presses.tsx'
import { Receivers } from './receivers.tsx'
import { Route } from './route.tsx'
import { Section } from './section.tsx'

interface TopProps {
  report: Report
  level: 1 | 2
  base: string
  /** What changed since the last passing mail, where one is known. */
  changed?: ReactNode
  /** What stands at the end of the answer. */
  children?: ReactNode
}

/** Answer and next step, without the evidence: the first screen, and what the live page shows. */
export function ReportTop({ report, level, base, changed, children }: TopProps) {
  return (
    <div className="card grid gap-5 p-4 sm:gap-7 sm:p-7">
      <Headline report={report} level={level} />
      {(report.first.length > 0 || changed) && (
        <div className="border-t border-line pt-4 sm:pt-6">
          <FirstFixes report={report} base={base} before={changed} />
        </div>
      )}
      {children && <div className="border-t border-line pt-3">{children}</div>}
    </div>
  )
}

/** The honest edge of every report. */
export function Edge({ report, about = 'mail' }: { report: Report; about?: 'mail' | 'domain' }) {
  return (
    <p className="text-sm text-muted">
      We could check {percent(report.coverage)} of what counts. Seedbed cannot see{' '}
      {about === 'mail' && 'which folder a provider chooses, '}your complaint rate or your volume.{' '}
      <Link className="link whitespace-nowrap" to={`/about/score#${report.rubric}`}>
        How the score works
      </Link>
    </p>
  )
}

interface BodyProps {
  report: Report
  base: string
  mail: Pick<MailHead, 'source' | 'kept'>
  changed?: ReactNode
}

export function ReportBody({ report, base, mail: { source, kept }, changed }: BodyProps) {
  useOpenTarget()
  const unseen = source === 'smtp' ? [] : report.findings.filter(needsDelivery)
  const findings = report.findings.filter((one) => !unseen.includes(one))
  return (
    <div className="grid gap-5">
      <ReportTop report={report} level={1} base={base} changed={changed}>
        {report.judgedAs && kept === 'everything' && <JudgedAs judgedAs={report.judgedAs} />}
      </ReportTop>
      {unseen.length > 0 && <NotSeen source={source} amount={unseen.length} headersOnly={report.headersOnly} />}
      {kept === 'everything' && <Presses report={report} />}
      <Receivers report={report} />
      <Sections report={{ ...report, findings }} />
      <Edge report={report} />
    </div>
  )
}

function Sections({ report }: { report: Report }) {
  const route = report.views?.route
  const sections = foldSections(report)
  const travelled = sections.some(({ id }) => id === 'path')
  return (
    <>
      <Contents sections={sections} />
      {sections.map((section) => (
        <Section key={section.id} section={section} opened={report.first[0]?.id}>
          {section.id === 'path' && route && <Route route={route} />}
        </Section>
      ))}
      {!travelled && route && route.hops.length > 0 && (
        <section aria-labelledby="section-path" className="card overflow-hidden">
          <h2
            id="section-path"
            className="border-b border-line bg-sunken/50 px-4 py-3 text-lg font-semibold tracking-tight sm:px-5"
          >
            How it travelled
          </h2>
          <Route route={route} />
        </section>
      )}
    </>
  )
}

const cameBy: Record<MailHead['source'], string> = {
  smtp: '',
  lmtp: 'Handed on by another mail server',
  file: 'Judged from a file',
  submission: 'Sent into the sandbox',
}

/** One line instead of a row for each question that nobody can answer who did not see the mail come. */
function NotSeen({
  source,
  amount,
  headersOnly = false,
}: {
  source: MailHead['source']
  amount: number
  headersOnly?: boolean | undefined
}) {
  return (
    <p className="card flex gap-3 px-4 py-3 sm:px-5">
      <span className="pt-1">
        <VerdictIcon verdict="unknown" className="size-4" />
      </span>
      <span>
        {cameBy[source]}: we did not see it being delivered. {count(amount, 'check')} {amount === 1 ? 'needs' : 'need'} that.
        {headersOnly && ' Only the header is there, so checks of the body do not apply.'}
      </span>
    </p>
  )
}

/** A link to a finding opens it, and the fold it stands in. */
export function useOpenTarget(): void {
  useEffect(() => {
    const openTarget = () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
      if (!(target instanceof HTMLDetailsElement)) return
      for (let fold: Element | null = target; fold; fold = fold.parentElement?.closest('details') ?? null)
        fold.setAttribute('open', '')
      target.scrollIntoView()
    }
    openTarget()
    addEventListener('hashchange', openTarget)
    return () => removeEventListener('hashchange', openTarget)
  }, [])
}
