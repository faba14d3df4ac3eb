import { type Check, info, pass, saw, say } from '../check.ts'
import { policyBelow } from '../facts/policy-below.ts'
import { randomLabel } from '../facts/random-label.ts'
import { isSpf } from '../records/spf.ts'
import type { Domain } from '../subject.ts'
import { noRecord } from './change.ts'

/** Can names below the domain be forged? SPF is not inherited, so only DMARC or a wildcard covers them. */
export const spfSubdomainGap: Check<Domain> = {
  id: 'spf-subdomain-gap',
  title: 'Names below without SPF',
  reference: 'RFC 7208 §3.5; RFC 9989 §4.7',

  async run({ spfDomain: domain }, net) {
    if (!domain) return noRecord('not-applicable', undefined)
    const [below, wildcard] = await Promise.all([
      policyBelow(domain, net),
      randomLabel(net).then((label) => net.dns.resolve(`${label}.${domain}`, 'TXT')),
    ])
    const record = below ? [{ where: `_dmarc.${below.found.domain} TXT`, what: below.found.record.text }] : []
    const evidence = [...record, ...saw(wildcard)]
    if (below && below.existing !== 'none' && below.nonexistent !== 'none') {
      return pass('covered', {
        evidence,
        explanation: say`DMARC asks receivers to act on forged mail from names below ${domain}.`,
      })
    }
    if (wildcard.records.some(({ text }) => isSpf(text) && /^v=spf1 +-all *$/i.test(text))) {
      return pass('covered', { evidence, explanation: say`A wildcard says that names below ${domain} send no mail.` })
    }
    const explanation = say`Names below ${domain} have no SPF record, and no DMARC policy asks receivers to act on mail from them.`
    return info('open', { evidence, explanation })
  },
}
