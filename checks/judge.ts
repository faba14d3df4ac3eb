/** From a gathered mail to its report: ask the checks, score, say it in one sentence. */
import { whyUnproven } from './authentication/dmarc-result.ts'
import { bounceSection } from './bounce-index.ts'
import { readBounce } from './bounce/read.ts'
import { boundedQuestions } from './bounds.ts'
import { say, type Words } from './check.ts'
import { arcChain } from './facts/arc-chain.ts'
import { evaluateDmarc, policyOf } from './facts/dmarc-evaluation.ts'
import { extractedFrom } from './facts/extracted.ts'
import { isFreemail } from './facts/freemail.ts'
import { receiversOf } from './facts/receivers.ts'
import { sendingNetwork, sendingOf } from './facts/sending.ts'
import { headlineOf } from './headline.ts'
import { headerSections } from './header-sections.ts'
import { mailSections } from './index.ts'
import { judge, rowOf, since } from './judging.ts'
import type { Net } from './net.ts'
import type { JudgedMail } from './providers/outcome.ts'
import { receiversSection } from './providers-index.ts'
import { sameOrganization } from './records/names.ts'
import type { Report, ReportFinding } from './report.ts'
import { runChecks } from './run.ts'
import type { Circumstances } from './score.ts'
import type { TestMail } from './subject.ts'
import { viewsOfMail } from './views/views.ts'
import { messageRubric } from './weights.ts'

/**
 * The whole report of a received mail.
 * @throws {Error} only when we are wrong; a silent world becomes `unknown` findings
 */
export async function judgeMail(mail: TestMail, net: Net): Promise<Report> {
  const started = performance.now()
  const about: Circumstances = { rubric: messageRubric, bulk: mail.bulk, foreign: foreignRecords(mail) }
  const sections = mail.headersOnly ? headerSections : mailSections
  const [judged, network] = await Promise.all([judge(sections, mail, net, about), sendingNetwork(mail, net)])
  const receivers = receiversOf(judged.findings, mail.judgedAs.kind)
  const foretold = await foretell({ receivers, findings: judged.findings as JudgedMail['findings'], bulk: mail.bulk }, net)
  const returned = await whatCameBack(mail, net)
  return {
    schema: 1,
    rubric: messageRubric.id,
    kind: 'mail',
    subject: mail.domain,
    analysedAt: new Date().toISOString(),
    milliseconds: since(started),
    headline: {
      ...headlineOf({ ...judged, receivers, bulk: mail.bulk, why: await whyFailing(mail, net) }),
      ...aboutReturned(returned),
    },
    ...judged.numbers,
    // Nobody who opens a bounce wants to mend the bounce first.
    ...(returned.length > 0 && { first: [] }),
    sections: [...(returned.length > 0 ? [unscored(bounceSection)] : []), ...judged.numbers.sections, unscored(receiversSection)],
    findings: [...returned, ...judged.findings, ...foretold],
    receivers,
    sending: await sendingOf(mail, net, network),
    questions: boundedQuestions(net.questions()),
    authentication: await authenticationOf(mail, net),
    judgedAs: mail.judgedAs,
    ...(mail.headersOnly && { headersOnly: mail.headersOnly }),
    extracted: extractedFrom(mail),
    views: await viewsOfMail(mail, net),
  }
}

const unscored = ({ id, title }: { id: string; title: string }) => ({ id, title, of: 0, lost: 0 })

/** The rows about what a bounce tells; an ordinary mail has none. They are about another mail, so they are never scored. */
async function whatCameBack(mail: TestMail, net: Net): Promise<ReportFinding[]> {
  const { raw, sentBefore } = mail
  const bounce = readBounce(raw, sentBefore?.recipient)
  if (bounce.kind === 'none' && bounce.recipients.length === 0) return []
  const answered = await runChecks([bounceSection], { ...bounce, ...(sentBefore && { sentBefore }) }, net)
  return answered.map((one) => rowOf(one, 0))
}

/** Who opens a bounce wants to know what it tells, before how it was written itself. */
function aboutReturned([first]: ReportFinding[]): { say: Words; cause: Words } | undefined {
  if (!first || first.code === 'delivered') return undefined
  if (first.code === 'not-a-bounce')
    return { say: say`This mail is an answer of a machine, not a mail to be sent.`, cause: first.explanation }
  return { say: say`This mail is a bounce.`, cause: first.explanation }
}

/** The rows about the receivers. They stand on the other findings and are never scored. */
async function foretell(mail: JudgedMail, net: Net): Promise<ReportFinding[]> {
  const answered = await runChecks([receiversSection], mail, net)
  return answered.map((one) => rowOf(one, 0))
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
