import { type Check, fail, type Fix, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { nameServers } from '../facts/name-servers.ts'
import { Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noDomain, noZone, sawDirect } from './evidence.ts'

/** Does the zone above list the same name servers as the zone itself? Which list a resolver uses depends on what it asked first. */
export const nsParentChild: Check<Domain> = {
  id: 'ns-parent-child',
  title: 'Name servers above and in the zone',
  reference: 'RFC 1034 §4.2.2',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const found = await nameServers(domain, net)
    const { zone, cut, delegation, listed } = found
    if (!zone) return noZone(cut)
    if (delegation instanceof Unreachable) throw delegation
    if (delegation.kind === 'own') {
      const explanation = say`The servers of ${delegation.parent} serve ${zone} too, so there is only one list.`
      return pass('equal', { evidence: sawDirect(delegation.asked), explanation })
    }
    if (listed.length === 0) throw new Unreachable(`${zone} NS`, 'network')
    const above = { where: `${zone} NS, by ${delegation.parent}`, what: delegation.names.slice(0, 20).join(', ') }
    const below = { where: `${zone} NS, by ${zone}`, what: listed.slice(0, 20).join(', ') }
    const evidence = few([above, below])
    const inZone = new Set(listed)
    const common = delegation.names.filter((name) => inZone.has(name))
    if (common.length === 0) {
      const explanation = say`The zone above and ${zone} itself list different name servers, none in common.`
      return fail('disjoint', { evidence, explanation, fix: equalize(zone) })
    }
    if (common.length < new Set([...delegation.names, ...listed]).size) {
      const explanation = say`The zone above and ${zone} itself do not list the same name servers.`
      return warn('differ', { evidence, explanation, fix: equalize(zone) })
    }
    return pass('equal', { evidence, explanation: say`The zone above and ${zone} list the same name servers.` })
  },
}

function equalize(zone: string): Fix {
  return {
    who: 'dns',
    say: say`Make the name servers set at the registrar and the NS records at ${zone} the same.`,
    why: say`Otherwise some resolvers ask servers that nobody keeps up to date any more.`,
  }
}
