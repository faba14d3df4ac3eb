import { isIPv6 } from 'node:net'
import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { answeredBy } from '../facts/answered.ts'
import { few } from '../facts/few.ts'
import { isAuthoritative, type NameServers, nameServers, type Probe, silenceOfProbe } from '../facts/name-servers.ts'
import { type Direct, type Net, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { nobodyAnswered, noDomain, noZone, sawDirect, sawProbe } from './evidence.ts'

/** Do the name servers answer over UDP and TCP, with EDNS, over IPv4 and IPv6? Long answers, such as keys, need all of it. */
export const nsTransport: Check<Domain> = {
  id: 'ns-transport',
  title: 'UDP, TCP and EDNS',
  reference: 'RFC 7766 §5; RFC 6891 §7; RFC 9210',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const found = await nameServers(domain, net)
    const { zone, cut, probes, servers } = found
    if (!zone) return noZone(cut)
    const working = probes.filter(isAuthoritative)
    const [one] = working
    if (!one) throw nobodyAnswered(found, silenceOfProbe)
    const old = working.find(refusesEdns)
    if (old) {
      return warn('no-edns', {
        evidence: few(sawProbe(old, zone)),
        explanation: say`The name server ${old.server.name} answers only questions without EDNS.`,
        fix: mend(say`Update the server, and let firewalls before it pass EDNS.`),
      })
    }
    const overTcp = await Promise.all(working.map(({ server }) => answeredBy(server, zone, 'SOA', net, { tcp: true })))
    const deaf = overTcp.filter(isDeaf)
    if (deaf[0]) {
      if (deaf.length === working.length && (await isTcpBlocked(found, net))) throw new Unreachable(`${zone} SOA`, 'blocked')
      return warn('no-tcp', {
        evidence: few(sawDirect(deaf[0])),
        explanation: say`The name server ${deaf[0].server.name} answers over UDP, but not over TCP.`,
        fix: mend(say`Open TCP port 53 at the server and at firewalls before it.`),
      })
    }
    const silence = overTcp.find((answer) => answer instanceof Unreachable)
    if (silence) throw silence
    const evidence = few(overTcp.filter((answer): answer is Direct<'SOA'> => !(answer instanceof Unreachable)).flatMap(sawDirect))
    if (working.some(({ server }) => isIPv6(server.address))) {
      return pass('both', { evidence, explanation: say`The name servers of ${zone} answer over UDP and TCP, IPv4 and IPv6.` })
    }
    // Where there are IPv6 addresses, it may be us who cannot reach them.
    const unreached = probes.find((probe) => isIPv6(probe.server.address) && silenceOfProbe(probe)?.side === 'ours')
    const ours = unreached && silenceOfProbe(unreached)
    if (ours) throw ours
    const unknown = servers.map(({ aaaa }) => aaaa).find((aaaa) => aaaa instanceof Unreachable)
    if (unknown) throw unknown
    return info('no-ipv6', { evidence, explanation: say`The name servers of ${zone} are reached over IPv4 only.` })
  },
}

function isDeaf(answer: Direct<'SOA'> | Unreachable): answer is Direct<'SOA'> {
  return !(answer instanceof Unreachable) && (answer.outcome === 'closed' || answer.outcome === 'timeout')
}

/** Many networks let no TCP out to port 53. Where the servers above the zone are deaf too, it is ours that is closed. */
async function isTcpBlocked({ delegation }: NameServers, net: Net): Promise<boolean> {
  if (delegation instanceof Unreachable) return false
  const answer = await answeredBy(delegation.asked.server, delegation.parent, 'SOA', net, { tcp: true })
  return isDeaf(answer)
}

/** An error or nothing with EDNS, an answer without. */
function refusesEdns({ soa, plain }: Probe): boolean {
  if (soa instanceof Unreachable || plain instanceof Unreachable || !plain.authoritative) return false
  return soa.outcome === 'error' || soa.outcome === 'timeout'
}

function mend(what: Fix['say']): Fix {
  return {
    who: 'dns',
    say: what,
    why: say`Answers that do not fit one small packet, such as long keys, cannot be fetched otherwise.`,
  }
}
