/** From a domain to its report: ask the checks, score, give three answers, and join what there is to publish. */
import { boundedQuestions } from './bounds.ts'
import { publishable, type Rehearse } from './changes.ts'
import { answersOf, domainHeadline, type KnownOfDomain } from './domain-answers.ts'
import { domainSections } from './domain-index.ts'
import { mailExchange } from './facts/mail-exchange.ts'
import { permitsNobody } from './facts/spf-end.ts'
import { spfTree } from './facts/spf-tree.ts'
import { judge, type Progress, since } from './judging.ts'
import { type Net, Unreachable } from './net.ts'
import type { Report, ReportFinding } from './report.ts'
import { runChecks } from './run.ts'
import type { Domain } from './subject.ts'
import { viewsOf } from './views/views.ts'
import { domainRubric } from './weights.ts'

export interface DomainOptions {
  /** Ids of the sections to look at; all when not given. */
  only?: readonly string[]
  /** How this window would look if changes were published. Without it the report has no joined changes: nobody could say what they mend. */
  rehearse?: Rehearse
  progress?: Progress | undefined
}

/**
 * The whole report of a domain.
 * @throws {Error} only when we are wrong; a silent world becomes `unknown` findings
 */
export async function judgeDomain(subject: Domain, net: Net, { only, rehearse, progress }: DomainOptions = {}): Promise<Report> {
  const started = performance.now()
  const sections = only ? domainSections.filter(({ id }) => only.includes(id)) : domainSections
  const [{ findings, scored, first, numbers }, views] = await Promise.all([
    judge(sections, subject, net, { rubric: domainRubric, bulk: false }, progress),
    viewsOf(
      subject,
      net,
      sections.map(({ id }) => id),
    ),
  ])
  const again = async (world: Net, ids: Set<string>) => {
    const asked = sections.map((section) => ({ ...section, checks: section.checks.filter(({ id }) => ids.has(id)) }))
    return (await runChecks(asked, subject, world)).map(({ check, finding }) => ({ id: check.id, verdict: finding.verdict }))
  }
  return {
    schema: 1,
    rubric: domainRubric.id,
    kind: 'domain',
    subject: subject.domain,
    analysedAt: new Date().toISOString(),
    milliseconds: since(started),
    headline: domainHeadline(findings, scored, first),
    ...numbers,
    findings,
    questions: boundedQuestions(net.questions()),
    answers: answersOf(subject.domain, findings, await knownOf(subject, net, findings)),
    views,
    ...(rehearse && { changes: await publishable(findings, (changes, ids) => again(rehearse(net, changes), ids)) }),
  }
}

/** What some check has asked already, and was answered. */
async function knownOf(subject: Domain, net: Net, findings: ReportFinding[]): Promise<KnownOfDomain> {
  const heard = (check: string) => findings.some(({ id, verdict }) => id === check && verdict !== 'unknown')
  const exchange = heard('mx-record') ? await orNothing(mailExchange(subject.domain, net)) : undefined
  const tree = heard('spf-record') ? await orNothing(spfTree(subject, net)) : undefined
  return { exchange, silent: tree !== undefined && permitsNobody(tree.root) }
}

async function orNothing<Known>(asking: Promise<Known>): Promise<Known | undefined> {
  try {
    return await asking
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}
