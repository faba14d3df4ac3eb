import { type Check, fail, info, pass, say } from '../check.ts'
import { nameServers } from '../facts/name-servers.ts'
import { Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noDomain, noZone, sawServers } from './evidence.ts'

/** Are there at least two name servers? While the only one is down, the domain is gone, and mail to it bounces in the end. */
export const nsCount: Check<Domain> = {
  id: 'ns-count',
  title: 'Number of name servers',
  reference: 'RFC 1034 §4.1; RFC 2182 §5',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const found = await nameServers(domain, net)
    const { zone, cut, servers, delegation, count } = found
    if (!zone) return noZone(cut)
    if (servers.length === 0) throw delegation instanceof Unreachable ? delegation : new Unreachable(`${zone} NS`, 'network')
    const evidence = sawServers(found)
    const addresses = new Set(servers.flatMap((server) => server.addresses))
    const silence = servers.flatMap(({ a, aaaa }) => [a, aaaa]).find((one) => one instanceof Unreachable)
    if (servers.length === 1 || (addresses.size === 1 && !silence)) {
      return fail('one', {
        evidence,
        explanation:
          servers.length === 1 ? say`${zone} has only one name server.` : say`All name servers of ${zone} are one machine.`,
        fix: {
          who: 'dns',
          say: say`Add a second name server on another network, at the registrar and in the zone.`,
          why: say`When the only one is down, nothing about the domain can be found.`,
        },
      })
    }
    if (addresses.size < 2 && silence) throw silence
    if (count > 7) {
      return info('many', { evidence, explanation: say`${zone} has ${count} name servers, more than anybody needs.` })
    }
    return pass('enough', { evidence, explanation: say`${zone} has ${count} name servers.` })
  },
}
