import { type Check, info, pass, saw, say } from '../check.ts'
import { few } from '../facts/few.ts'
import { randomLabel } from '../facts/random-label.ts'
import type { Domain } from '../subject.ts'

/** Does mail to any name below the domain find a server? Then no name is missing, and DMARC's `np` never applies. */
export const mxWildcard: Check<Domain> = {
  id: 'mx-wildcard',
  title: 'Mail for every sub-domain',
  reference: 'RFC 4592 §2; RFC 7208 §3.5; RFC 9989 §3.2.13',

  async run({ domain }, net) {
    if (!domain) return info('not-applicable', { evidence: [], explanation: say`There is no domain to look at.` })
    const answer = await net.dns.resolve(`${await randomLabel(net)}.${domain}`, 'MX')
    const evidence = few(saw(answer))
    if (answer.status === 'records') {
      const refuses = answer.records.every(({ exchange }) => exchange === '.')
      const explanation = refuses
        ? say`Every name below ${domain} says that it takes no mail.`
        : say`Mail to any name below ${domain} finds a server, also to names that nobody made.`
      return info('present', { evidence, explanation })
    }
    return pass('none', { evidence, explanation: say`Only names that were made for it take mail below ${domain}.` })
  },
}
