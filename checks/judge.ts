/** From a gathered mail to its report: ask the checks, score, say it in one sentence. */
import { whyUnproven } from './authentication/dmarc-result.ts'
import { boundedQuestions } from './bounds.ts'
import type { Words } from './check.ts'
import { arcChain } from './facts/arc-chain.ts'
import { evaluateDmarc, policyOf } from './facts/dmarc-evaluation.ts'
import { isFreemail } from './facts/freemail.ts'
import { headlineOf } from './headline.ts'
import { mailSections } from './index.ts'
import { judge, since } from './judging.ts'
import type { Net } from './net.ts'
import { sameOrganization } from './records/names.ts'
import type { Report } from './report.ts'
import type { Circumstances } from './score.ts'
import type { TestMail } from './subject.ts'
import { messageRubric } from './weights.ts'

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
    questions: boundedQuestions(net.questions()),
    authentication: await authenticationOf(mail, net),
    judgedAs: mail.judgedAs,
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
