import ipaddr from 'ipaddr.js'
import { type Check, type Evidence, fail, type Fix, pass, type RecordChange, saw, say, unknown, warn } from '../check.ts'
import { existFirst, isAbsent, noMail } from '../facts/absent.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { forwarding } from '../facts/forwarding.ts'
import { type SpfEvaluation, spfOfMail } from '../facts/spf-evaluation.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import type { Net } from '../net.ts'
import { isLocalName } from '../records/names.ts'
import type { TestMail } from '../subject.ts'

/**
 * Does SPF pass for the Return-Path domain? Receivers ask the domain of the bounce address which servers may send for it, and of `<>` the
 * name the server gave. A forwarder sends from its own address, so SPF fails there without anybody's fault.
 */
export const spfResult: Check<TestMail> = {
  id: 'spf-result',
  title: 'SPF',
  reference: 'RFC 7208 §2.6',
  silence: 'temperror',

  async run(mail, net) {
    const spf = await spfOfMail(mail, net)
    if (!spf) return notWitnessed('temperror')
    if (spf.silence) throw spf.silence
    const { result, domain, ip } = spf
    const evidence = await evidenceOf(spf, net)
    const cause = (await forwarding(mail, net)) && { cause: 'forwarding' }
    const { dkim } = await evaluateDmarc(mail, net)
    const gone = result === 'none' && domain !== '' && !isLocalName(domain) && (await isAbsent(domain, net))
    const fix = gone ? existFirst(domain) : await fixOf(spf, dkim.proven === true, net)
    switch (result) {
      case 'permerror':
        return fail('permerror', {
          evidence,
          explanation: say`The SPF record of ${domain} cannot be evaluated, so it permits nobody.`,
          fix,
          cause: 'spf-permerror',
          ...cause,
        })
      case 'fail':
        return fail('fail', { evidence, explanation: say`${ip} is not on ${domain}'s list of permitted servers.`, fix, ...cause })
      case 'softfail':
        return warn('softfail', {
          evidence,
          explanation: say`${domain}'s list says this server is probably not permitted.`,
          fix,
          ...cause,
        })
      case 'neutral':
        return warn('neutral', {
          evidence,
          explanation: say`${domain}'s list says neither yes nor no to this server.`,
          fix,
          ...cause,
        })
      case 'none':
        return warn('none', { evidence, explanation: noneExplained(spf), fix, cause: gone ? noMail(domain) : 'no-spf', ...cause })
      case 'temperror':
        return unknown('temperror', {
          side: 'theirs',
          evidence,
          explanation: say`The list of permitted servers could not be read.`,
        })
      default:
        return pass('pass', { evidence, explanation: passExplained(spf) })
    }
  },
}

function passExplained({ identity, domain, ip }: SpfEvaluation) {
  if (identity === 'helo') return say`${ip} may send for ${domain}, the name it gave; the bounce address is empty.`
  return say`${ip} is on ${domain}'s list of permitted servers.`
}

function noneExplained({ domain, ip }: SpfEvaluation) {
  if (domain === '') return say`There is no domain whose list of permitted servers could name ${ip}.`
  return say`${domain} has no list of permitted servers.`
}

async function evidenceOf(spf: SpfEvaluation, net: Net): Promise<Evidence[]> {
  const identity = spf.identity === 'helo' ? 'HELO' : 'MAIL FROM'
  const reason = spf.explanation ? ` (${spf.explanation})` : ''
  const result = { where: `SPF, ${identity} ${spf.domain || '(no domain)'}`, what: `${spf.result} for ${spf.ip}${reason}` }
  if (spf.domain === '' || !spf.record) return [result]
  const records = saw(await net.dns.resolve(spf.domain, 'TXT')).filter(({ what }) => /^v=spf1(?: |$)/i.test(what))
  return [result, ...records]
}

/** `signed`: a signature of the From domain holds, as it does when somebody forwarded the mail. */
async function fixOf(spf: SpfEvaluation, signed: boolean, net: Net): Promise<Fix> {
  const why = say`A receiver that finds the server on the list can count the mail as sent by ${spf.domain || 'your domain'}.`
  if (spf.result === 'permerror') {
    const say_ = say`Correct the SPF record of ${spf.domain}: ${spf.explanation || 'it cannot be read'}.`
    return { who: 'dns', say: say_, why, steps: [say`The SPF rows below show the place.`] }
  }
  if (spf.domain === '' || isLocalName(spf.domain)) {
    return { who: 'mail-server', say: say`Send with a bounce address, or a HELO name, under a domain of yours.`, why }
  }
  return {
    who: 'dns',
    say: say`Say whether you sent this, and the list can be completed.`,
    why,
    asks: [await askWhoSent(spf, signed, net)],
  }
}

/** No fix authorises a sender before somebody said that it is theirs. */
async function askWhoSent(spf: SpfEvaluation, signed: boolean, net: Net) {
  const { domain, ip } = spf
  const records = await permit(spf, net)
  const own = records
    ? say`Add this server to the list.`
    : say`Give the server a public address first; ${ip} cannot be on a list.`
  return {
    question: say`Did you send this?`,
    answers: [
      {
        answer: say`With a service`,
        say: say`Add the entry the service gives you to the record of ${domain}, or let it use a bounce address under your domain.`,
      },
      { answer: say`From our own server`, say: own, ...(records && { records }) },
      ...(signed ? [{ answer: say`Yes, and it was forwarded`, say: forwarded }] : []),
      { answer: say`No`, say: say`There is nothing to publish. The list did its work.` },
    ],
  }
}

const forwarded = say`There is nothing to publish. A forwarder sends from its own server, and the signature goes along.`

/** The record with this address added; undefined when the address means nothing to others. */
async function permit({ domain, ip, record }: SpfEvaluation, net: Net): Promise<RecordChange[] | undefined> {
  const address = ipaddr.process(ip)
  if (address.range() !== 'unicast') return undefined
  const term = `${address.kind() === 'ipv4' ? 'ip4' : 'ip6'}:${address.toString()}`
  const { ttl } = await net.dns.resolve(domain, 'TXT')
  if (!record) return [{ action: 'add', name: domain, type: 'TXT', value: `v=spf1 ${term} ~all`, ttl: 3600 }]
  return [{ action: 'replace', name: domain, type: 'TXT', was: record, value: withTerm(record, term), ttl: Math.max(ttl, 300) }]
}

/** Terms are read from the left and the first match decides, so a new one stands before `all` (RFC 7208 §4.6.2). */
function withTerm(record: string, term: string): string {
  const ending = /\s[+?~-]?all(?:\s|$)|\sredirect=/i.exec(record)
  if (!ending) return `${record.trimEnd()} ${term}`
  return `${record.slice(0, ending.index)} ${term}${record.slice(ending.index)}`
}
