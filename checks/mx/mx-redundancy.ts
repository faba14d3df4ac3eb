import { type Check, info, pass, say } from '../check.ts'
import { providerOfMx } from '../facts/mail-providers.ts'
import { gap, mxTable, sawHosts } from '../facts/mx-table.ts'
import type { Domain } from '../subject.ts'
import { noMx } from './change.ts'

/** Is there more than one place to deliver? Senders try again for days, so one is no fault. */
export const mxRedundancy: Check<Domain> = {
  id: 'mx-redundancy',
  title: 'Reserve mail servers',
  reference: 'RFC 5321 §5.1',

  async run({ domain }, net) {
    if (!domain) return noMx('no-mx', undefined)
    const table = await mxTable(domain, net)
    if (table.found.kind !== 'mx') return noMx('no-mx', table.found)
    const evidence = sawHosts(table)
    const ipv4 = new Set(table.hosts.flatMap((host) => host.ipv4))
    const ipv6 = new Set(table.hosts.flatMap((host) => host.ipv6))
    const silence = gap(table)
    if (ipv4.size > 1 || (ipv4.size === 0 && ipv6.size > 1 && !silence)) {
      const count = ipv4.size || ipv6.size
      return pass('multiple', { evidence, explanation: say`Mail for ${domain} can be delivered at ${count} addresses.` })
    }
    const [only] = table.hosts
    const provider = table.hosts.length === 1 && only && providerOfMx(only.name)
    if (provider) {
      return pass('provider', { evidence, explanation: say`Behind ${only.name} stand many servers of ${provider.name}.` })
    }
    if (silence) throw silence
    return info('single', {
      evidence,
      explanation: say`One machine takes the mail of ${domain}. While it is down, senders keep the mail and try again.`,
    })
  },
}
