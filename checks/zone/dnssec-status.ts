import { type Check, type Evidence, fail, info, pass, saw, say, unknown } from '../check.ts'
import { dnssec } from '../facts/dnssec.ts'
import { few } from '../facts/few.ts'
import { zoneCut } from '../facts/zone-cut.ts'
import type { Domain } from '../subject.ts'
import { noDomain, noZone } from './evidence.ts'

/** Is the zone signed, and do the signatures hold? Wrong ones are worse than none: most receivers then see no domain at all. */
export const dnssecStatus: Check<Domain> = {
  id: 'dnssec-status',
  title: 'DNSSEC',
  reference: 'RFC 4033 §5; RFC 4035 §5',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const cut = await zoneCut(domain, net)
    if (!cut.zone) return noZone(cut)
    const zone = cut.zone.name
    const { status, ds, keys, soa } = await dnssec(zone, net)
    const keyed: Evidence = { where: `${zone} DNSKEY`, what: `${keys.records.length} keys` }
    const validated: Evidence = { where: `${zone} SOA`, what: soa.authenticated ? 'validated (AD)' : 'not validated (no AD)' }
    const evidence = [...few(saw(ds)), keyed, validated]
    switch (status) {
      case 'bogus':
        return fail('bogus', {
          evidence: [
            ...few(saw(ds)),
            keyed,
            { where: `${zone} SOA`, what: 'SERVFAIL, but an answer when signatures are not checked (CD)' },
          ],
          explanation: say`The signatures of ${zone} are wrong. Most receivers cannot find the domain.`,
          fix: {
            who: 'dns',
            say: say`Sign ${zone} again and set its DS at the registrar, or delete the DS there.`,
            why: say`The DS in the zone above says that the zone is signed with keys that do not fit, so validating resolvers give no answer.`,
          },
        })
      case 'undecided':
        return unknown('lookup-failed', {
          side: 'ours',
          evidence,
          explanation: say`${zone} is signed, but the resolver of this Seedbed does not check signatures.`,
        })
      case 'island':
        return info('island', {
          evidence,
          explanation: say`${zone} is signed, but the zone above does not say so: nobody checks it.`,
        })
      case 'insecure':
        return info('insecure', { evidence, explanation: say`${zone} is not signed. That is a choice, not a fault.` })
      case 'secure':
        return pass('secure', { evidence, explanation: say`${zone} is signed, and the signatures hold.` })
    }
  },
}
