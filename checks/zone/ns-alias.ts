import { type Check, type Evidence, fail, pass, say } from '../check.ts'
import { few } from '../facts/few.ts'
import { type NameServer, nameServers } from '../facts/name-servers.ts'
import { type Answer, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noDomain, noZone, sawServers } from './evidence.ts'

/** Is a name server named by an alias? Resolvers do not follow it. */
export const nsAlias: Check<Domain> = {
  id: 'ns-alias',
  title: 'Aliases as name servers',
  reference: 'RFC 2181 §10.3',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const found = await nameServers(domain, net)
    const { zone, cut, servers, delegation, more } = found
    if (!zone) return noZone(cut)
    const aliased = servers.filter(({ aliases }) => aliases.length > 0)
    const [first] = aliased
    if (first) {
      const end = first.aliases.at(-1)?.target ?? ''
      return fail('aliased', {
        evidence: few(aliased.flatMap(sawAlias)),
        explanation: say`The name server ${first.name} is an alias of ${end}. An NS record must name the host itself.`,
        fix: {
          who: 'dns',
          say: say`Name ${end} as the name server instead, at the registrar and in the zone, or give ${first.name} addresses of its own.`,
          why: say`Many resolvers do not follow an alias there, and then cannot find the domain.`,
        },
      })
    }
    // One answer of either type would have shown the alias.
    const silent = servers.find((server) => answersOf(server).length === 0)
    const silence = silent && [silent.a, silent.aaaa].find((one) => one instanceof Unreachable)
    if (silence ?? more) throw silence ?? more
    if (servers.length === 0) throw delegation instanceof Unreachable ? delegation : new Unreachable(`${zone} NS`, 'network')
    return pass('none', { evidence: sawServers(found), explanation: say`No name server of ${zone} is named by an alias.` })
  },
}

function sawAlias({ aliases }: NameServer): Evidence[] {
  return aliases.map(({ name, target }) => ({ where: `${name} CNAME`, what: target }))
}

function answersOf({ a, aaaa }: NameServer): Answer[] {
  return [a, aaaa].filter((one): one is Answer<'A'> | Answer<'AAAA'> => !(one instanceof Unreachable))
}
