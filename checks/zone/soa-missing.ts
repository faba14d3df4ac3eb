import { type Check, fail, pass, say } from '../check.ts'
import { noMail } from '../facts/absent.ts'
import { zoneCut } from '../facts/zone-cut.ts'
import { Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noDomain, sawStep } from './evidence.ts'

/** Has the domain, or the zone it lies in, an SOA? Yahoo takes a sender's domain for one that does not exist otherwise. */
export const soaMissing: Check<Domain> = {
  id: 'soa-missing',
  title: 'Start of the zone',
  reference: 'RFC 1035 §3.3.13',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const { steps, registered } = await zoneCut(domain, net)
    const own = steps.filter(({ name }) => name.length >= registered.length)
    const found = own.find(({ soa }) => !(soa instanceof Unreachable) && soa.status === 'records' && soa.aliases.length === 0)
    if (found) return pass('present', { evidence: sawStep(found), explanation: say`${domain} lies in the zone ${found.name}.` })
    const silence = own.map(({ soa }) => soa).find((soa) => soa instanceof Unreachable)
    if (silence) throw silence
    const gone = own.some(({ soa }) => !(soa instanceof Unreachable) && soa.name === registered && soa.status === 'nxdomain')
    return fail('missing', {
      evidence: own.flatMap(sawStep),
      explanation: say`Neither ${domain} nor a name above it begins a zone (SOA). Yahoo refuses mail from such a domain.`,
      ...(gone && { cause: noMail(domain) }),
      fix: {
        who: 'dns',
        say: say`Have ${registered} served by a DNS service, which gives it an SOA record.`,
        why: say`Receivers tell by it whether a sender's domain exists.`,
      },
    })
  },
}
