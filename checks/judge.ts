/** From a gathered mail or a domain to its report: ask the checks, score, say it in a few sentences. */
import { whyUnproven } from './authentication/dmarc-result.ts'
import { type Rehearse, publishable } from './changes.ts'
import type { Check, Words } from './check.ts'
import { answersOf, domainHeadline } from './domain-answers.ts'
import { domainSections } from './domain-index.ts'
import { arcChain } from './facts/arc-chain.ts'
import { evaluateDmarc, policyOf } from './facts/dmarc-evaluation.ts'
import { isFreemail } from './facts/freemail.ts'
import { type MailExchange, mailExchange } from './facts/mail-exchange.ts'
import { headlineOf } from './headline.ts'
import { mailSections } from './index.ts'
import { type Net, Unreachable } from './net.ts'
import { sameOrganization } from './records/names.ts'
import type { Report, ReportFinding } from './report.ts'
import { type Answered, runChecks } from './run.ts'
import { type Circumstances, firstFixes, type Score, score } from './score.ts'
import type { Domain, TestMail } from './subject.ts'
import { domainRubric, messageRubric } from './weights.ts'

/**
 * The whole report of a received mail.
 * @throws {Error} only when we are wrong; a silent world becomes `unknown` findings
 */
export async function judgeMail(mail: TestMail, net: Net): Promise<Report> {
  const started = performance.now()
  const about: Circumstances = { rubric: messageRubric, bulk: mail.bulk, foreign: foreignRecords(mail) }
  const judged = await judge(mailSections, mail, net, about)
  return {
    schema: 1,
    rubric: messageRubric.id,
    kind: 'mail',
    subject: mail.domain,
    analysedAt: new Date().toISOString(),
    milliseconds: since(started),
    headline: headlineOf(judged.findings, judged.scored, judged.first, await whyFailing(mail, net)),
    ...judged.numbers,
    findings: judged.findings,
    questions: net.questions(),
    authentication: await authenticationOf(mail, net),
  }
}

export interface DomainOptions {
  /** Ids of the sections to look at; all when not given. */
  only?: readonly string[]
  /** How this window would look if changes were published. Without it the report has no joined changes: nobody could say what they mend. */
  rehearse?: Rehearse
}

/**
 * The whole report of a domain.
 * @throws {Error} only when we are wrong; a silent world becomes `unknown` findings
 */
export async function judgeDomain(subject: Domain, net: Net, { only, rehearse }: DomainOptions = {}): Promise<Report> {
  const started = performance.now()
  const sections = only ? domainSections.filter(({ id }) => only.includes(id)) : domainSections
  const { findings, scored, first, numbers } = await judge(sections, subject, net, { rubric: domainRubric, bulk: false })
  const again = async (world: Net) =>
    (await runChecks(sections, subject, world)).map(({ check, finding }) => ({ id: check.id, ...finding }))
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
    questions: net.questions(),
    answers: answersOf(subject.domain, findings, await knownExchange(subject, net, findings)),
    ...(rehearse && { changes: await publishable(findings, (changes) => again(rehearse(net, changes))) }),
  }
}

/** Where its mail goes, when some check asked that and was answered. */
async function knownExchange({ domain }: Domain, net: Net, findings: ReportFinding[]): Promise<MailExchange | undefined> {
  if (!findings.some(({ id, verdict }) => id === 'mx-record' && verdict !== 'unknown')) return undefined
  try {
    return await mailExchange(domain, net)
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}

interface SectionOf<Subject> {
  id: string
  title: string
  checks: Check<Subject>[]
}

async function judge<Subject>(sections: SectionOf<Subject>[], subject: Subject, net: Net, about: Circumstances) {
  const answered = await runChecks(sections, subject, net)
  const judged = answered.map(({ check, finding }) => ({
    id: check.id,
    verdict: finding.verdict,
    code: finding.code,
    cause: finding.cause,
  }))
  const scored = score(judged, about)
  const first = firstFixes(judged, about)
  const numbers = {
    score: scored.score,
    coverage: scored.coverage,
    ...(scored.limit && { limit: scored.limit }),
    first,
    sections: sections.map(({ id, title }) => ({ id, title, ...(scored.sections.get(id) ?? { of: 0, lost: 0 }) })),
  }
  return { findings: answered.map((one) => rowOf(one, scored)), scored, first, numbers }
}

function since(started: number): number {
  return Math.round((performance.now() - started) * 10) / 10
}

function rowOf({ section, check, finding }: Answered, { costs }: Score): ReportFinding {
  const { id, title, reference } = check
  const { verdict, code, explanation, evidence, cause } = finding
  return {
    id,
    section,
    title,
    reference,
    verdict,
    code,
    explanation,
    evidence,
    ...(cause !== undefined && { cause }),
    ...(finding.verdict === 'unknown' && { side: finding.side }),
    ...((finding.verdict === 'warn' || finding.verdict === 'fail') && { fix: finding.fix }),
    costs: costs.get(id) ?? 0,
  }
}

/** Records the sender cannot change: those of a mailbox provider, and those of the service whose bounce address or signature is used. */
function foreignRecords({ domain, spfDomain, selectors }: TestMail): Circumstances['foreign'] {
  if (isFreemail(domain)) return ['from', 'return-path', 'signer']
  const bounces = spfDomain !== '' && domain !== '' && !sameOrganization(spfDomain, domain)
  const signers = selectors.length > 0 && !selectors.some((one) => sameOrganization(one.domain, domain))
  return [...(bounces ? (['return-path'] as const) : []), ...(signers ? (['signer'] as const) : [])]
}

async function whyFailing(mail: TestMail, net: Net): Promise<Words | undefined> {
  const dmarc = await evaluateDmarc(mail, net)
  const known = dmarc.spf.proven === false && dmarc.dkim.proven === false
  return dmarc.from !== '' && known ? whyUnproven(dmarc) : undefined
}

/** The same results in the words of RFC 8601. */
async function authenticationOf(mail: TestMail, net: Net): Promise<Report['authentication']> {
  const [dmarc, arc] = await Promise.all([evaluateDmarc(mail, net), arcChain(mail, net)])
  const { spf, dkim, result, found } = dmarc
  const policy = found?.record.processed ? policyOf(dmarc) : ''
  const arcResult = { absent: 'none', pass: 'pass', fail: 'fail', structure: 'fail', temperror: 'temperror' }[arc.kind]
  return {
    spf: { result: spf.evaluation?.result ?? 'none', domain: spf.evaluation?.domain ?? '' },
    dkim: dkim.signatures.map((one) => ({
      result: one.result,
      domain: one.domain,
      selector: one.selector,
      ...(one.reason && { reason: one.reason }),
    })),
    dmarc: { result, policy, domain: found?.domain ?? dmarc.from },
    arc: { result: arcResult },
  }
}
