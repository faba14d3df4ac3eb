import { type Check, pass, say, warn } from '../check.ts'
import type { Domain } from '../subject.ts'
import { sawTlsa, unclear, withTlsa } from './over-dane.ts'

/** Does DNSSEC vouch for the way from the domain to its mail servers? Signed servers are of no use if the MX can be forged. */
export const daneMxSigned: Check<Domain> = {
  id: 'dane-mx-signed',
  title: 'DANE and the domain',
  reference: 'RFC 7672 §2.2.1',
  silence: 'not-observed',

  run: async ({ domain }, net) =>
    await withTlsa('not-applicable', domain, net, ({ mx }, hosts) => {
      const evidence = sawTlsa(hosts)
      const signed = hosts.filter((host) => host.signed === 'signed')
      if (mx === 'signed')
        return pass('signed', { evidence, explanation: say`DNSSEC vouches for the mail servers that ${domain} names.` })
      if (mx === 'unclear') throw unclear(domain)
      const [first] = signed.length > 0 ? signed : hosts
      return warn('unsigned', {
        evidence,
        explanation: say`${first?.host ?? domain} names its key, but ${domain} itself is not signed: whoever forges its MX leads the mail elsewhere.`,
        fix: {
          who: 'dns',
          say: say`Sign ${domain} with DNSSEC, and hand its DS record to the registrar.`,
          why: say`Senders look at TLSA records only when the MX is signed, too.`,
        },
      })
    }),
}
