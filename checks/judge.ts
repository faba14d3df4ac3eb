/** From a gathered mail to its report: ask the checks, score, say it in one sentence. */
import { whyUnproven } from './authentication/dmarc-result.ts'
import type { Words } from './check.ts'
import { arcChain } from './facts/arc-chain.ts'
import { evaluateDmarc, policyOf } from './facts/dmarc-evaluation.ts'
import { isFreemail } from './facts/freemail.ts'
import { headlineOf } from './headline.ts'
import { mailSections } from './index.ts'
import type { Net } from './net.ts'
import { sameOrganization } from './records/names.ts'
import type { Report, ReportFinding } from './report.ts'
import { type Answered, runChecks } from './run.ts'
import { type Circumstances, firstFixes, type Score, score } from './score.ts'
import type { TestMail } from './subject.ts'
import { rubric } from './weights.ts'

/**
 * The whole report of a received mail.
 * @throws {Error} only when we are wrong; a silent world becomes `unknown` findings
 */
export async function judgeMail(mail: TestMail, net: Net): Promise<Report> {
  const started = performance.now()
  const answered = await runChecks(mailSections, mail, net)
  const judged = answered.map(({ check, finding }) => ({ id: check.id, verdict: finding.verdict, code: finding.code, cause: finding.cause }))
  const about: Circumstances = { bulk: mail.bulk, foreign: foreignRecords(mail) }
  const scored = score(judged, about)
  const first = firstFixes(judged, about)
  const findings = answered.map((one) => rowOf(one, scored))
  return {
    schema: 1,
    rubric,
    kind: 'mail',
    subject: mail.domain,
    analysedAt: new Date().toISOString(),
    milliseconds: Math.round((performance.now() - started) * 10) / 10,
    headline: headlineOf(findings, scored, first, await whyFailing(mail, net)),
    score: scored.score,
    coverage: scored.coverage,
    ...(scored.limit && { limit: scored.limit }),
    first,
    sections: mailSections.map(({ id, title }) => ({ id, title, ...(scored.sections.get(id) ?? { of: 0, lost: 0 }) })),
    findings,
    questions: net.questions(),
    authentication: await authenticationOf(mail, net),
  }
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
    dkim: dkim.signatures.map((one) => ({ result: one.result, domain: one.domain, selector: one.selector, ...(one.reason && { reason: one.reason }) })),
    dmarc: { result, policy, domain: found?.domain ?? dmarc.from },
    arc: { result: arcResult },
  }
}
