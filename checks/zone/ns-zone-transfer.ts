import { type Check, type Evidence, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { authorities, nameServers, silenceOfProbe } from '../facts/name-servers.ts'
import { silenceOf, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { nobodyAnswered, noDomain, noZone } from './evidence.ts'

/** Is the whole zone given to anybody who asks? It lists every host, also those that nobody should look for. */
export const nsZoneTransfer: Check<Domain> = {
  id: 'ns-zone-transfer',
  title: 'Zone transfer',
  reference: 'RFC 5936 §5',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const found = await nameServers(domain, net)
    const { zone, cut } = found
    if (!zone) return noZone(cut)
    const asked = await Promise.all(
      authorities(found).map(async ({ server }) => ({ server, ...(await net.dns.transfer(server, zone)) })),
    )
    const saw = ({ server, outcome, records }: (typeof asked)[number]): Evidence => {
      const what = outcome === 'given' ? `${records} records in the first message` : `not given (${outcome})`
      return { where: `${zone} AXFR at ${server.name} (${server.address})`, what }
    }
    const open = asked.filter(({ outcome }) => outcome === 'given')
    const [first] = open
    if (first) {
      return warn('open', {
        evidence: few(open.map(saw)),
        explanation: say`The name server ${first.server.name} gives the whole zone to anybody.`,
        fix: {
          who: 'dns',
          say: say`Allow transfers to your secondary servers only (BIND: ${'allow-transfer'}).`,
          why: say`The zone lists every host and service, which makes an attack easier to plan.`,
        },
      })
    }
    if (asked.length === 0) throw nobodyAnswered(found, silenceOfProbe)
    // A connection that is refused is a refusal; one that hangs tells nothing.
    const hanging = asked.find(({ outcome }) => outcome === 'timeout' || outcome === 'unreachable' || outcome === 'malformed')
    if (hanging) throw new Unreachable(`${zone} AXFR`, silenceOf(hanging) ?? 'timeout', hanging.server.address)
    return pass('refused', {
      evidence: few(asked.map(saw)),
      explanation: say`The name servers of ${zone} do not give the whole zone away.`,
    })
  },
}
