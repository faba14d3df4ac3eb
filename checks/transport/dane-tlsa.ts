import { type Check, fail, type Finding, info, pass, say, unknown, warn } from '../check.ts'
import { type Dane, dane, type DaneHost } from '../facts/dane.ts'
import { notApplicable } from '../facts/mail-servers.ts'
import { mailExchange } from '../facts/mail-exchange.ts'
import { Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { sawTlsa } from './over-dane.ts'

/** Do TLSA records say which keys the mail servers have, and does DNSSEC vouch for them? */
export const daneTlsa: Check<Domain> = {
  id: 'dane-tlsa',
  title: 'DANE records',
  reference: 'RFC 7672 §2.1, §2.2, §3.1',
  silence: 'not-observed',

  async run({ domain }, net) {
    if (!domain) return notApplicable(undefined)
    const exchange = await mailExchange(domain, net)
    if (exchange.kind !== 'mx') return notApplicable(exchange)
    const found = await dane(domain, net)
    if (found.hosts.length === 0) return notApplicable(exchange)
    return judge(domain, found)
  },
}

function judge(domain: string, found: Dane): Finding {
  const { hosts, mx } = found
  const evidence = sawTlsa(hosts)
  const bogus = hosts.find((host) => host.bogus)
  if (bogus) return failing(bogus, evidence)
  const publishing = hosts.filter(({ records }) => records.length > 0)
  const silence = hosts.find(({ answer }) => answer instanceof Unreachable)?.answer
  const [first] = publishing
  if (!first) {
    if (silence instanceof Unreachable) throw silence
    return info('missing', { evidence, explanation: say`${domain} does not use DANE. That is a choice.` })
  }
  const unsigned = mx === 'unsigned' ? domain : publishing.find(({ signed }) => signed === 'unsigned')?.host
  if (unsigned !== undefined) {
    return warn('insecure', {
      evidence,
      explanation: say`There are TLSA records, but DNSSEC does not vouch for ${unsigned}. Senders ignore them, because anybody could have forged the way there.`,
      fix: {
        who: 'dns',
        say: say`Sign the zone of ${unsigned} with DNSSEC, and hand its DS record to the registrar.`,
        why: say`Only then do the TLSA records count.`,
      },
    })
  }
  if (mx === 'unclear' || publishing.some(({ signed }) => signed === 'unclear')) return notTold(domain, evidence)
  const without = hosts.find(({ records, answer }) => records.length === 0 && !(answer instanceof Unreachable))
  if (without) return partial(without, evidence)
  if (silence instanceof Unreachable) throw silence
  return pass('secure', { evidence, explanation: say`Every mail server of ${domain} names its key, and DNSSEC vouches for it.` })
}

function failing({ base, host }: DaneHost, evidence: Finding['evidence']): Finding {
  return fail('bogus', {
    evidence,
    explanation: say`The question for ${base} fails, although ${host} lies in a signed zone. Senders that follow DANE wait instead of delivering.`,
    fix: {
      who: 'dns',
      say: say`Let the name servers of ${host} answer the question for ${base}, even if there is nothing to say.`,
      why: say`A sender that cannot ask must assume an attack.`,
      steps: [
        say`If the zone does not validate: have it signed again, or take a stale DS record away at the registrar.`,
        say`If only TLSA fails: update the name server, or the firewall or balancer before it, which does not know this type.`,
      ],
    },
  })
}

function partial({ host }: DaneHost, evidence: Finding['evidence']): Finding {
  return warn('partial', {
    evidence,
    explanation: say`${host} publishes no TLSA record, while another mail server does. An attacker chooses the one without.`,
    fix: {
      who: 'dns',
      say: say`Publish a TLSA record for ${host}, too.`,
      why: say`DANE protects only when every mail server has it.`,
    },
  })
}

function notTold(domain: string, evidence: Finding['evidence']): Finding {
  const explanation = say`There are TLSA records, but the resolver of this Seedbed does not say whether DNSSEC vouches for them.`
  return unknown('not-observed', {
    side: 'ours',
    evidence: [...evidence, { where: `${domain} DNSSEC`, what: 'not validated by our resolver' }],
    explanation,
  })
}
