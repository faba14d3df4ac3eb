import { type Check, type Evidence, info, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { nameServers } from '../facts/name-servers.ts'
import { type Origin, originAs, prefixOf } from '../facts/origin-as.ts'
import { publicAddress } from '../facts/public-address.ts'
import { Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noDomain, noZone, sawServers } from './evidence.ts'

/** Operators that announce each address at many places at once, so that one prefix is not one machine room. */
const anycast =
  /(?:^|\.)(?:cloudflare\.com|awsdns-\d+\.(?:com|net|org|co\.uk)|azure-dns\.(?:com|net|org|info)|googledomains\.com|google\.com|nsone\.net|ultradns\.\w+|dynect\.net|akam\.net|anycast\.me|dnsmadeeasy\.com|domaincontrol\.com|cloudns\.net|digitalocean\.com|gandi\.net|dnsimple\.com)$/

/** Addresses whose network is looked up. */
const mostAddresses = 8

/** Do the name servers stand on different networks? When one network is down, so are all servers in it. */
export const nsDiversity: Check<Domain> = {
  id: 'ns-diversity',
  title: 'Networks of the name servers',
  reference: 'RFC 2182 §3.1',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const found = await nameServers(domain, net)
    const { zone, cut, servers } = found
    if (!zone) return noZone(cut)
    const evidence = sawServers(found)
    if (servers.some(({ name }) => anycast.test(name))) {
      const explanation = say`The operator of ${zone}'s name servers runs each of them at many places.`
      return pass('diverse', { evidence, explanation })
    }
    const addresses = [...new Set(servers.flatMap((server) => server.addresses))].filter(publicAddress)
    const families = Map.groupBy(addresses, (ip) => (ip.includes(':') ? 'ipv6' : 'ipv4'))
    const silence = servers.flatMap(({ a, aaaa }) => [a, aaaa]).find((one) => one instanceof Unreachable) ?? found.more
    const together = [...families.values()].every((ips) => new Set(ips.map(prefixOf)).size === 1)
    if (addresses.length > 0 && together && !silence) {
      return warn('one-prefix', {
        evidence,
        explanation: say`All name servers of ${zone} stand on one small network.`,
        fix: {
          who: 'dns',
          say: say`Place one name server with another operator, or on another network.`,
          why: say`A single fault there makes the whole domain vanish.`,
        },
      })
    }
    const origins = await Promise.all(addresses.slice(0, mostAddresses).map((ip) => originAs(ip, net)))
    const systems = new Set(origins.flatMap((origin) => origin.systems))
    const seen = [...evidence, ...few(origins.map(sawOrigin))]
    if (systems.size > 1)
      return pass('diverse', { evidence: seen, explanation: say`The name servers of ${zone} stand on several networks.` })
    if (silence) throw silence
    if (systems.size === 0) throw new Unreachable(`${zone} NS`, 'network')
    return info('one-as', { evidence: seen, explanation: say`All name servers of ${zone} stand in the network of one provider.` })
  },
}

function sawOrigin({ ip, answer: { server, ttl, milliseconds }, systems }: Origin): Evidence {
  const what = systems.length > 0 ? `announced by AS ${systems.slice(0, 5).join(', ')}` : 'announced by nobody'
  return { where: ip, what, asked: { server, ttl, milliseconds } }
}
