/** A look at a mail host as a report that can be kept, compared and shared beside the others. */
import { boundedQuestions } from './bounds.ts'
import { say, type Words } from './check.ts'
import type { Net } from './net.ts'
import type { ProbeAnswer, ProbeLeave, Report } from './report.ts'

/** Nothing is taken away for what a port shows: there is no score. */
const rubric = 'ports-1'
export const portsSection = { id: 'ports', title: 'Ports' } as const
const sections = [{ ...portsSection, of: 0, lost: 0 }]

export function hostReport({ host, at, questions, findings, ...answer }: ProbeAnswer, leave: ProbeLeave): Report {
  const { milliseconds, headline, coverage, ports, recipient, walk, transcript } = answer
  return {
    ...{ schema: 1, rubric, kind: 'host', subject: host, analysedAt: at, milliseconds, headline },
    ...{ score: null, coverage, first: [], sections, findings, questions },
    probe: { ports, transcript, ...(recipient && { recipient }), ...(walk && { walk }), leave },
  }
}

/** The report of a host that was not looked at, and why: with what DNS was asked to know that. */
export function refusedReport(host: string, leave: ProbeLeave & { refused: { say: Words } }, net: Net): Report {
  const questions = boundedQuestions(net.questions())
  const milliseconds = questions.reduce((longest, question) => Math.max(longest, question.milliseconds), 0)
  const headline = { kind: 'not-conclusive', say: say`Nothing was looked at.`, cause: leave.refused.say } as const
  return {
    ...{ schema: 1, rubric, kind: 'host', subject: host, analysedAt: new Date().toISOString(), milliseconds, headline },
    ...{ score: null, coverage: 0, first: [], sections, findings: [], questions },
    probe: { ports: [], transcript: [], leave },
  }
}
