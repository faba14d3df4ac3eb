/** From an IP address to its report: its name, whether that leads back, and what the lists say. */
import { addressSections } from './address-index.ts'
import { boundedQuestions } from './bounds.ts'
import { domainHeadline } from './domain-answers.ts'
import { judge, type Progress, since } from './judging.ts'
import type { Net } from './net.ts'
import type { Report } from './report.ts'
import type { Sender } from './subject.ts'
import { addressView } from './views/address.ts'
import { domainRubric } from './weights.ts'

export interface AddressOptions {
  /** Ids of the sections to look at; all when not given. */
  only?: readonly string[] | undefined
  progress?: Progress | undefined
}

/**
 * The whole report of an address, IPv4 or IPv6, as that of a mail server. Scored by the rows of `domain-1` that are about addresses.
 * @throws {Error} only when we are wrong; a silent world becomes `unknown` findings
 */
export async function judgeAddress(address: string, net: Net, { only, progress }: AddressOptions = {}): Promise<Report> {
  const started = performance.now()
  const sections = only ? addressSections.filter(({ id }) => only.includes(id)) : addressSections
  // Nobody saw it send: there is an address and nothing else.
  const subject: Sender = {
    domain: '',
    session: { peerAddress: address, helo: '', extended: false, tls: null, tlsOffered: false },
  }
  const about = { rubric: domainRubric, bulk: false }
  const [{ findings, scored, first, numbers }, view] = await Promise.all([
    judge(sections, subject, net, about, progress),
    only ? undefined : addressView(address, net),
  ])
  return {
    schema: 1,
    rubric: domainRubric.id,
    kind: 'address',
    subject: address,
    analysedAt: new Date().toISOString(),
    milliseconds: since(started),
    headline: domainHeadline(findings, scored, first),
    ...numbers,
    findings,
    questions: boundedQuestions(net.questions()),
    ...(view && { views: { address: view } }),
  }
}
