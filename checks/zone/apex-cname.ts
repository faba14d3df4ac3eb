import { type Check, fail, pass, saw, say } from '../check.ts'
import { zoneCut } from '../facts/zone-cut.ts'
import { answered } from '../facts/answered.ts'
import { Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noDomain } from './evidence.ts'

/**
 * Is the domain itself an alias? Then it can have no records of its own (RFC 1034 §3.6.2): MX, SPF and all others are those of the name it
 * leads to. Where a zone begins that is always wrong; below, it is wrong for a name that mail is sent from.
 */
export const apexCname: Check<Domain> = {
  id: 'apex-cname',
  title: 'Alias of the domain itself',
  reference: 'RFC 1034 §3.6.2; RFC 1912 §2.4',

  async run({ domain, sends }, net) {
    if (!domain) return noDomain()
    const [cname, cut] = await Promise.all([net.dns.resolve(domain, 'CNAME'), zoneCut(domain, net)])
    const evidence = saw(cname)
    const [alias] = cname.records
    if (!alias) return pass('none', { evidence, explanation: say`${domain} is no alias.` })
    if (domain === cut.registered || cut.zone?.name === domain) {
      return fail('at-apex', {
        evidence,
        explanation: say`${domain} is an alias of ${alias.name}, which hides its own MX, SPF and name servers.`,
        fix: {
          who: 'dns',
          say: say`Replace the alias at ${domain} by the addresses of ${alias.name}, or by what your DNS service calls ALIAS, ANAME or flattening.`,
          why: say`No other record may stand beside an alias, and a domain needs several.`,
        },
      })
    }
    if (sends || (await hasOwnDmarc(domain, net))) {
      return fail('at-mail-name', {
        evidence,
        explanation: say`${domain} is an alias of ${alias.name}, so its MX and SPF are those of that name, not its own.`,
        fix: {
          who: 'dns',
          say: say`Replace the alias at ${domain} by the addresses of ${alias.name}, and publish MX and SPF beside them.`,
          why: say`No other record may stand beside an alias.`,
          careful: say`Leave it where the sending service asked for exactly this alias.`,
        },
      })
    }
    return pass('none', {
      evidence,
      explanation: say`${domain} is an alias of ${alias.name}, and nothing says that mail is sent from it.`,
    })
  },
}

/** A DMARC record below the name says that it is meant for mail. A silent one says nothing. */
async function hasOwnDmarc(domain: string, net: Parameters<typeof zoneCut>[1]): Promise<boolean> {
  const answer = await answered(`_dmarc.${domain}`, 'TXT', net)
  return !(answer instanceof Unreachable) && answer.status === 'records' && answer.aliases.length === 0
}
