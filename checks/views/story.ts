/**
 * How the proof of a mail was decided, as a picture: who connected, whose list of servers was read, whose signature holds, and how both stand to
 * the From domain. Everything here was found by the checks; this only puts it in order.
 */
import type { Alignment } from '../facts/alignment.ts'
import { dkimKey } from '../facts/dkim-key.ts'
import { type AlignedSignature, type DmarcEvaluation, evaluateDmarc, policyOf } from '../facts/dmarc-evaluation.ts'
import { organizationalDomain } from '../facts/organizational-domain.ts'
import { forwardConfirmation, reverseNames } from '../facts/reverse-name.ts'
import { type Net, Unreachable } from '../net.ts'
import type { TestMail } from '../subject.ts'
import { cut, gapOf } from './bounded.ts'
import type { StoryAlignment, StoryView } from './mail-schema.ts'

const mostSignatures = 5
const mostNames = 3

/** The story of a mail. Never throws for a silent world: what could not be seen is a gap, or not known. */
export async function storyView(mail: TestMail, net: Net): Promise<StoryView> {
  const dmarc = await evaluateDmarc(mail, net)
  const signatures = dmarc.dkim.signatures.slice(0, mostSignatures)
  const [organization, host, dkim] = await Promise.all([
    dmarc.from === '' ? '' : seen(organizationalDomain(dmarc.from, net)),
    hostOf(mail, net),
    Promise.all(signatures.map((signature) => signatureRow(signature, net))),
  ])
  return {
    from: dmarc.from,
    organization: organization instanceof Unreachable ? null : organization,
    host,
    spf: spfOf(mail, dmarc),
    dkim,
    moreSignatures: dmarc.dkim.count - signatures.length,
    dmarc: dmarcOf(dmarc),
  }
}

async function hostOf({ session }: TestMail, net: Net): Promise<StoryView['host']> {
  if (!session) return null
  const { peerAddress: address, helo } = session
  const [names, confirmation] = await Promise.all([seen(reverseNames(address, net)), seen(forwardConfirmation(address, net))])
  const silence = [names, confirmation].find((one) => one instanceof Unreachable)
  return {
    address,
    helo: cut(helo, 255),
    names: names instanceof Unreachable ? [] : names.names.slice(0, mostNames),
    confirmed: confirmation instanceof Unreachable ? [] : confirmation.confirmed.slice(0, mostNames),
    ...(silence && { gap: gapOf(silence) }),
  }
}

function spfOf({ envelope }: TestMail, { spf: { evaluation, alignment, aligned } }: DmarcEvaluation): StoryView['spf'] {
  if (!evaluation) return null
  const { result, domain, identity, record, explanation, silence } = evaluation
  return {
    result,
    domain,
    identity,
    mailFrom: cut(envelope.mailFrom ?? '', 320),
    record: record === undefined ? null : cut(record),
    explanation: cut(explanation, 300),
    alignment: wordOf(alignment),
    aligned: aligned ?? null,
    ...(silence && { gap: gapOf(silence) }),
  }
}

async function signatureRow(signature: AlignedSignature, net: Net): Promise<StoryView['dkim'][number]> {
  const { domain, selector, result, reason, computedBodyHash, bodyHash, alignment, aligned } = signature
  const key = domain === '' || selector === '' ? undefined : await seen(dkimKey(domain, selector, net))
  const gone = key instanceof Unreachable ? key : undefined
  const found = key instanceof Unreachable ? undefined : key?.answer.records[0]?.text
  return {
    domain,
    selector: cut(selector, 255),
    result,
    reason: cut(reason, 300),
    key: found === undefined ? null : cut(found, 200),
    body: computedBodyHash === '' ? null : computedBodyHash === bodyHash,
    alignment: wordOf(alignment),
    aligned: aligned ?? null,
    ...(gone && { gap: gapOf(gone) }),
  }
}

function dmarcOf(dmarc: DmarcEvaluation): StoryView['dmarc'] {
  const { result, found, silence, recordUnknown } = dmarc
  return {
    result,
    record: found
      ? {
          domain: found.domain,
          text: cut(found.record.text),
          strictSpf: found.record.aspf === 's',
          strictDkim: found.record.adkim === 's',
        }
      : null,
    policy: found?.record.processed ? policyOf(dmarc) : '',
    ...(recordUnknown && silence && { gap: gapOf(silence) }),
  }
}

const wordOf = (alignment: Alignment): StoryAlignment => (alignment instanceof Unreachable ? 'unseen' : alignment)

/** The answer, or who was silent. */
async function seen<Found>(asked: Promise<Found>): Promise<Found | Unreachable> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}
