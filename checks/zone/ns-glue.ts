import { type Check, type Evidence, fail, type Fix, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { authorities, type Delegation, nameServers } from '../facts/name-servers.ts'
import { type Net, type ServerAddress, silenceOf, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noDomain, noZone } from './evidence.ts'

/** Server names inside the zone that are compared. */
const mostNames = 8

/**
 * Do the addresses that the zone above gives along (glue) agree with the zone? A server whose name lies inside the zone it serves can only be
 * found with them.
 */
export const nsGlue: Check<Domain> = {
  id: 'ns-glue',
  title: 'Glue',
  reference: 'RFC 1034 §4.2.1; RFC 9471',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const found = await nameServers(domain, net)
    const { zone, cut, delegation, servers } = found
    if (!zone) return noZone(cut)
    if (delegation instanceof Unreachable) throw delegation
    const inside = delegation.names.filter((name) => name === zone || name.endsWith(`.${zone}`)).slice(0, mostNames)
    const evidence = few(sawGlue(delegation, inside))
    if (delegation.kind !== 'referral' || inside.length === 0) {
      return pass('agree', { evidence, explanation: say`${zone} needs no glue: its name servers are found by other means.` })
    }
    const bare = inside.find((name) => !delegation.glue.some((one) => one.name === name))
    const others = servers.some(({ name, addresses }) => !inside.includes(name) && addresses.length > 0)
    if (bare && !others && delegation.glue.length === 0) {
      return fail('missing', {
        evidence,
        explanation: say`Nobody can find ${bare}: its address stands only in the zone that it serves itself.`,
        fix: update(inside, say`Set the address of ${bare} at the registrar, as a host object (glue).`),
      })
    }
    const [authority] = authorities(found)
    if (!authority) throw new Unreachable(`${zone} NS`, 'timeout')
    const given = delegation.glue.filter(({ name }) => inside.includes(name))
    const own = new Map(
      await Promise.all(inside.map(async (name) => [name, await ownAddresses(authority.server, name, net)] as const)),
    )
    const old = given.filter(({ name, address }) => !own.get(name)?.includes(address))
    const seen = [
      ...evidence,
      ...few([...own].flatMap(([name, addresses]) => addresses.map((what) => ({ where: `${name}, by ${zone}`, what })))),
    ]
    const fix = update(inside, say`Set the addresses at the registrar (glue) to those that ${zone} gives.`)
    const [first] = old
    if (first && old.length === given.length) {
      return fail('wrong', {
        evidence: seen,
        explanation: say`No address that the zone above gives for the name servers is right.`,
        fix,
      })
    }
    if (first) {
      const explanation = say`The zone above gives ${first.address} for ${first.name}, which the zone itself does not.`
      return warn('stale', { evidence: seen, explanation, fix })
    }
    return pass('agree', {
      evidence: seen,
      explanation: say`The addresses given along for the name servers of ${zone} are right.`,
    })
  },
}

function sawGlue({ parent, glue }: Delegation, inside: string[]): Evidence[] {
  return inside.flatMap((name) => {
    const addresses = glue.filter((one) => one.name === name).map(({ address }) => address)
    return (addresses.length > 0 ? addresses : ['no address']).map((what) => ({ where: `${name}, by ${parent}`, what }))
  })
}

/** The addresses of both families, by a server of the zone itself. */
async function ownAddresses(server: ServerAddress, name: string, net: Net): Promise<string[]> {
  const asked = await Promise.all([net.dns.ask(server, name, 'A'), net.dns.ask(server, name, 'AAAA')])
  for (const one of asked) {
    const silence = silenceOf(one)
    if (silence || one.outcome === 'lame' || one.outcome === 'error')
      throw new Unreachable(`${name} ${one.type}`, silence ?? 'refused', server.address)
  }
  return asked.flatMap(({ records }) => records.map(({ address }) => address))
}

function update(inside: string[], what: Fix['say']): Fix {
  return {
    who: 'dns',
    say: what,
    why: say`Resolvers reach ${inside.slice(0, 3).join(', ')} at the address that the zone above gives.`,
  }
}
