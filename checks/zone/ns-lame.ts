import { isIPv6 } from 'node:net'
import { type Check, fail, type Fix, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { freeDomain } from '../facts/free-domain.ts'
import {
  answersOf,
  isAuthoritative,
  nameServers,
  type NameServer,
  type Probe,
  silenceOfProbe,
  unheard,
} from '../facts/name-servers.ts'
import { Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { nobodyAnswered, noDomain, noZone, sawProbe, sawServers } from './evidence.ts'

/**
 * Does every name server that is listed serve the zone? A resolver picks one at random and waits in vain at the others. Silence of one server
 * is a finding only where another of the same family answers: otherwise it may be our own network that is closed.
 */
export const nsLame: Check<Domain> = {
  id: 'ns-lame',
  title: 'Name servers that do not serve the zone',
  reference: 'RFC 1912 §2.8',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const found = await nameServers(domain, net)
    const { zone, servers, probes, cut } = found
    if (!zone) return noZone(cut)
    const homeless = servers.filter(isHomeless)
    const free = await freeDomain(
      homeless.filter(isGone).map(({ name }) => name),
      zone,
      net,
    )
    if (free) {
      return fail('registrable', {
        evidence: [...sawServers(found), { where: `${free} NS`, what: 'no such name (NXDOMAIN)' }],
        explanation: say`A name server of ${zone} lies below ${free}, which does not exist. Whoever registers it controls part of the domain.`,
        fix: remove(
          homeless.map(({ name }) => name),
          'gone',
        ),
      })
    }
    const working = probes.filter(isAuthoritative)
    const lame = probes.filter((probe) => answersOf(probe).length > 0 && !isAuthoritative(probe))
    const [first] = lame
    if (first) {
      return warn('some', {
        evidence: few(lame.flatMap((probe) => sawProbe(probe, zone))),
        explanation: say`The name server ${first.server.name} is listed for ${zone}, but does not serve it.`,
        fix: remove(namesOf(lame), 'lame'),
        ...(working.length === 0 && { cause: 'lame' }),
      })
    }
    const [empty] = homeless
    if (empty && working.length > 0) {
      return warn('no-address', {
        evidence: sawServers(found),
        explanation: say`The name server ${empty.name} has no address.`,
        fix: remove(
          homeless.map(({ name }) => name),
          'homeless',
        ),
      })
    }
    const silent = probes.filter((probe) => isSilent(probe) && working.some((other) => sameFamily(other, probe)))
    const [quiet] = silent
    if (quiet) {
      return warn('silent', {
        evidence: few(silent.flatMap((probe) => sawProbe(probe, zone))),
        explanation: say`The name server ${quiet.server.name} did not answer at ${quiet.server.address}, in two attempts.`,
        fix: remove(namesOf(silent), 'silent'),
      })
    }
    if (unheard(found) || working.length === 0) throw nobodyAnswered(found, silenceOfProbe)
    if (found.more) throw found.more
    return pass('none', {
      evidence: few(working.flatMap((probe) => sawProbe(probe, zone))),
      explanation: say`Every name server listed for ${zone} serves it.`,
    })
  },
}

/** No address of either family, and no silence about it. */
function isHomeless({ a, aaaa, addresses }: NameServer): boolean {
  return addresses.length === 0 && ![a, aaaa].some((one) => one instanceof Unreachable && one.reason !== 'bad-name')
}

function isGone({ a }: NameServer): boolean {
  return !(a instanceof Unreachable) && a.status === 'nxdomain' && a.aliases.length === 0
}

/** Asked, and nothing came. An address that is not public was not even asked. */
function isSilent(probe: Probe): boolean {
  const silence = silenceOfProbe(probe)
  return silence !== undefined && ['timeout', 'closed', 'malformed'].includes(silence.reason)
}

function sameFamily(one: Probe, other: Probe): boolean {
  return isIPv6(one.server.address) === isIPv6(other.server.address)
}

function namesOf(probes: Probe[]): string[] {
  return [...new Set(probes.map(({ server }) => server.name))]
}

function remove(names: string[], state: 'gone' | 'homeless' | 'silent' | 'lame'): Fix {
  const shown = names.slice(0, 3).join(', ')
  const away = say`take it out of the delegation at the registrar and out of the zone`
  const words = {
    gone: say`At once, take ${shown} out of the delegation at the registrar and out of the zone.`,
    homeless: say`Give ${shown} an address, or ${away}.`,
    silent: say`Find out why ${shown} does not answer, or ${away}.`,
    lame: say`Load the zone at ${shown}, or ${away}.`,
  }
  const why =
    state === 'gone'
      ? say`Whoever owns a name server writes what the domain says.`
      : say`A resolver picks any server of the list, and waits or fails at this one.`
  return { who: 'dns', say: words[state], why }
}
