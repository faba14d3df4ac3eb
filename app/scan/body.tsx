/** A scan's report: the answer, what to do, the sections, the pictures, and everything that was asked. */
import { Link } from '@remix-run/react'
import type { Report } from '#checks/report.ts'
import { AddressTop } from '../address/top.tsx'
import { AddressViews, addressPlaces } from '../address/views.tsx'
import { BuildFor } from '../builder/link.tsx'
import { ProbeBody } from '../probe/body.tsx'
import { foldSections } from '../report/fold.ts'
import { Edge, useOpenTarget } from '../report/report.tsx'
import { Section } from '../report/section.tsx'
import { Answers } from './answers.tsx'
import { Changes, OtherFixes } from './changes.tsx'
import { Contents } from './contents.tsx'
import type { ScanPage } from './page.server.ts'
import { Questions } from './questions.tsx'
import { Records } from './records.tsx'
import { placesOf, ViewsOf } from './views.tsx'

interface BodyProps {
  page: ScanPage
  report: Report
}

export function Body(props: BodyProps) {
  useOpenTarget()
  const { page, report } = props
  if (report.kind === 'host') return <ProbeBody report={report} questions={page.questions} about={page.probe} />
  return report.kind === 'address' ? <AddressBody {...props} /> : <DomainBody {...props} />
}

function DomainBody({ page: { scan, questions, records }, report }: BodyProps) {
  const sections = foldSections(report)
  return (
    <BuildFor.Provider value={scan.subject}>
      <div className="grid gap-5">
        <div className="card grid gap-5 p-4 sm:gap-7 sm:p-7">
          <Answers report={report} />
          <Changes report={report} />
          <OtherFixes report={report} />
        </div>
        <Contents sections={sections} places={placesOf(report.views, records.length > 0)} />
        {sections.map((section) => (
          <Section key={section.id} section={section} opened={report.first[0]?.id} about="domain">
            {section.id === 'ports' && <Closer domain={scan.subject} />}
          </Section>
        ))}
        <ViewsOf views={report.views} domain={scan.subject} />
        <Records records={records} />
        <Questions questions={questions} />
        <Edge report={report} about="domain" />
      </div>
    </BuildFor.Provider>
  )
}

/** This report does not wait for slow servers; a look at the ports alone does. */
const Closer = ({ domain }: { domain: string }) => (
  <p className="px-4 py-2.5 text-sm sm:px-5">
    Seen in passing.{' '}
    <Link className="link" to={`/probe/${domain}?mx=1`} rel="nofollow">
      Look at the ports themselves
    </Link>{' '}
    <span className="text-muted">and wait for slow servers, read the conversation, and see where a mail would be delivered.</span>
  </p>
)

function AddressBody({ page: { questions, own, listedSince }, report }: BodyProps) {
  const sections = foldSections(report)
  const view = report.views?.address
  return (
    <div className="grid gap-5">
      <div className="card grid gap-5 p-4 sm:gap-7 sm:p-7">
        <AddressTop report={report} />
        <OtherFixes report={report} />
      </div>
      <Contents sections={sections} places={addressPlaces(view)} />
      {sections.map((section) => (
        <Section key={section.id} section={section} opened={report.first[0]?.id} about="address" />
      ))}
      <AddressViews report={report} own={own} listedSince={listedSince} />
      <Questions questions={questions} />
      <Edge report={report} about="domain" />
    </div>
  )
}
