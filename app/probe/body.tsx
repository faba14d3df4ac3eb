/** The report of a mail host: the answer, its ports, the way of a mail, the findings, and what was said. */
import type { QuestionLine } from '#checks/published.ts'
import type { Report } from '#checks/report.ts'
import { foldSections } from '../report/fold.ts'
import { Section } from '../report/section.tsx'
import { Questions } from '../scan/questions.tsx'
import type { ProbeAbout } from './about.server.ts'
import { LeftOut, Proof } from './ask.tsx'
import { Ports } from './ports.tsx'
import { Talks } from './talks.tsx'
import { ProbeTop } from './top.tsx'
import { Walk } from './walk.tsx'

interface BodyProps {
  report: Report
  questions: QuestionLine[]
  about: ProbeAbout | null
}

export function ProbeBody({ report, questions, about }: BodyProps) {
  const { probe } = report
  return (
    <div className="grid gap-5">
      <ProbeTop report={report} />
      {probe && (
        <>
          <Walk walk={probe.walk} domain={report.subject} />
          <Ports ports={probe.ports} host={report.subject}>
            <LeftOut leave={probe.leave} visitor={about?.visitor ?? false} />
          </Ports>
        </>
      )}
      {foldSections(report).map((section) => (
        <Section key={section.id} section={{ ...section, title: 'What was found' }} opened={undefined} about="host" />
      ))}
      {probe && <Talks talks={probe.transcript} />}
      <Questions questions={questions} />
      {about && probe && !probe.leave.refused && <Proof leave={probe.leave} about={about} />}
    </div>
  )
}
