import { type Check, fail, type Finding, type Fix, info, pass, type RecordChange, saw, say, warn } from '../check.ts'
import { dane } from '../facts/dane.ts'
import { mtaStsRecords, policyInForce, silenceOnly } from '../facts/mta-sts.ts'
import { type Answer, type Net, Unreachable } from '../net.ts'
import { isTlsRpt, looksLikeTlsRpt, readTlsRpt } from '../records/tls-rpt.ts'
import type { Domain } from '../subject.ts'

/** Do senders tell when they could not encrypt? With MTA-STS or DANE that is the only way to learn of mail that did not come. */
export const tlsRpt: Check<Domain> = {
  id: 'tls-rpt',
  title: 'TLS reports',
  reference: 'RFC 8460 §3',
  silence: 'not-observed',

  async run({ domain }, net) {
    if (!domain) return info('missing', { evidence: [], explanation: say`There is no domain to look at.` })
    const answer = await net.dns.resolve(`_smtp._tls.${domain}`, 'TXT')
    const all = answer.records.map(({ text }) => text)
    const texts = all.filter(isTlsRpt)
    const [first = all.find(looksLikeTlsRpt)] = texts
    const evidence = saw(answer)
    if (texts.length > 1) {
      return fail('multiple', {
        evidence,
        explanation: say`${domain} has ${texts.length} records for TLS reports. Senders take that as none.`,
        fix: { who: 'dns', say: say`Leave one record at ${answer.name}.`, why: oneOnly, ...leaveOne(answer.name, texts) },
      })
    }
    if (first === undefined) return await missing(domain, answer, net)
    const [problem] = readTlsRpt(first).problems
    if (problem) {
      return fail('bad-syntax', {
        evidence,
        explanation: say`Senders cannot read the record for TLS reports of ${domain}: ${problem.found.slice(0, 100) || 'it names no address for them'}.`,
        fix: { who: 'dns', say: say`Replace the record at ${answer.name}.`, why: oneOnly, asks: where(domain, first) },
      })
    }
    const { rua } = readTlsRpt(first)
    return pass('present', {
      evidence,
      explanation: say`Senders report failed encryption to ${rua
        .slice(0, 5)
        .map((uri) => uri.slice(0, 200))
        .join(' and ')}.`,
    })
  },
}

const oneOnly = say`Senders report only where one record is in order.`

/** Reports matter where something is demanded of senders; elsewhere they are a choice. */
async function missing(domain: string, answer: Answer, net: Net): Promise<Finding> {
  const evidence = saw(answer)
  const [records, tlsa] = await Promise.all([mtaStsRecords(domain, net).catch(silenceOnly), dane(domain, net).catch(silenceOnly)])
  const policy = !(records instanceof Unreachable) && records.record && (await isInUse(domain, net)) ? 'MTA-STS' : undefined
  const named = !(tlsa instanceof Unreachable) && tlsa.hosts.some((host) => host.records.length > 0) ? 'DANE' : undefined
  const used = policy ?? named
  if (used) {
    return warn('missing-with-policy', {
      evidence,
      explanation: say`${domain} uses ${used}, but nobody tells when senders could not deliver because of it.`,
      fix: {
        who: 'dns',
        say: say`Publish a record at ${answer.name}.`,
        why: say`Without reports a mistake shows only in mail that does not come.`,
        asks: where(domain),
      },
    })
  }
  if (records instanceof Unreachable) throw records
  if (tlsa instanceof Unreachable) throw tlsa
  return info('missing', { evidence, explanation: say`${domain} asks for no TLS reports. They are useful with MTA-STS or DANE.` })
}

/** A policy of mode `none` demands nothing (RFC 8461 §5). One that cannot be read or fetched is meant to. */
async function isInUse(domain: string, net: Net): Promise<boolean> {
  const policy = await policyInForce(domain, net).catch(silenceOnly)
  return !policy || policy instanceof Unreachable || policy.mode !== 'none'
}

function where(domain: string, was?: string): NonNullable<Fix['asks']> {
  const name = `_smtp._tls.${domain}`
  const value = `v=TLSRPTv1; rua=mailto:tlsrpt@${domain}`
  const change: RecordChange =
    was === undefined
      ? { action: 'add', name, type: 'TXT', value, ttl: 3600 }
      : { action: 'replace', name, type: 'TXT', was, value, ttl: 3600 }
  return [
    {
      question: say`Where should the reports go?`,
      answers: [
        { answer: say`To ${`tlsrpt@${domain}`}`, say: say`Create that mailbox, then publish the record.`, records: [change] },
        { answer: say`To a report service`, say: say`Publish the record that the service shows for ${domain}.` },
      ],
    },
  ]
}

/** The first record that is in order stays. */
function leaveOne(name: string, texts: string[]): Pick<Fix, 'records'> {
  const kept = texts.findIndex((text) => readTlsRpt(text).problems.length === 0)
  if (kept < 0 || texts.length > 20) return {}
  return {
    records: texts
      .filter((_, index) => index !== kept)
      .map((value) => ({ action: 'delete', name, type: 'TXT', value, ttl: 3600 })),
  }
}
