import { type Check, fail, info, pass, say } from '../check.ts'
import { gap, mxTable, sawHosts } from '../facts/mx-table.ts'
import type { Domain } from '../subject.ts'
import { noMx } from './change.ts'

/** Can senders of both IPv4 and IPv6 deliver? */
export const mxIpv6: Check<Domain> = {
  id: 'mx-ipv6',
  title: 'IPv4 and IPv6',
  reference: 'RFC 5321 §5.2; RFC 3596',

  async run({ domain }, net) {
    if (!domain) return noMx('not-applicable', undefined)
    const table = await mxTable(domain, net)
    if (table.found.kind !== 'mx') return noMx('not-applicable', table.found)
    const evidence = sawHosts(table)
    const ipv4 = table.hosts.some((host) => host.ipv4.length > 0)
    const ipv6 = table.hosts.some((host) => host.ipv6.length > 0)
    if (ipv4 && ipv6) return pass('dual-stack', { evidence, explanation: say`Mail can be delivered over IPv4 and IPv6.` })
    const silence = gap(table)
    if (silence) throw silence
    if (ipv6) {
      return fail('ipv6-only', {
        evidence,
        explanation: say`No mail server of ${domain} has an IPv4 address. Many senders cannot deliver.`,
        fix: {
          who: 'dns',
          say: say`Give a mail server of ${domain} an IPv4 address and publish it as its A record.`,
          why: say`Much of the world's mail is still sent over IPv4 alone.`,
        },
      })
    }
    if (ipv4)
      return info('ipv4-only', {
        evidence,
        explanation: say`The mail servers of ${domain} have no IPv6 address. Nobody needs one yet.`,
      })
    return info('not-applicable', { evidence, explanation: say`No mail server of ${domain} has an address.` })
  },
}
