import { type Check, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { authorities, nameServers, silenceOfProbe } from '../facts/name-servers.ts'
import type { Direct, Net } from '../net.ts'
import { registrableDomain } from '../records/names.ts'
import type { Domain } from '../subject.ts'
import { nobodyAnswered, noDomain, noZone, sawDirect } from './evidence.ts'

/** Names that are always there and that a server of somebody's zone has no reason to know. */
const foreignNames = ['www.iana.org', 'www.internic.net']

/** Do the zone's servers look up foreign names for everybody? Then others use them to flood third parties. */
export const nsOpenResolver: Check<Domain> = {
  id: 'ns-open-resolver',
  title: 'Open resolvers',
  reference: 'RFC 5358',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const found = await nameServers(domain, net)
    const { zone, cut } = found
    if (!zone) return noZone(cut)
    const foreign = foreignNames.find((name) => registrableDomain(name) !== registrableDomain(zone)) ?? ''
    const asked = await Promise.all(authorities(found).map(({ server }) => askForeign(server, foreign, net)))
    const heard = asked.filter(({ rcode }) => rcode !== '')
    const open = heard.filter(({ outcome, recursionAvailable }) => outcome === 'records' && recursionAvailable)
    const [first] = open
    if (first) {
      return warn('open', {
        evidence: few(open.flatMap(sawDirect)),
        explanation: say`The name server ${first.server.name} looks up foreign names for everybody.`,
        fix: {
          who: 'dns',
          say: say`Turn recursion off at ${first.server.name} (BIND: ${'recursion no;'}) or allow it to your own networks only.`,
          why: say`Attackers send it questions in the name of a victim, who is then flooded with the answers.`,
        },
      })
    }
    // A server that serves its zone and drops foreign questions does not look them up either; but one of them must have spoken.
    if (heard.length === 0) throw nobodyAnswered(found, silenceOfProbe)
    return pass('closed', {
      evidence: few(heard.flatMap(sawDirect)),
      explanation: say`The name servers of ${zone} answer for their own zones only.`,
    })
  },
}

function askForeign(server: Direct['server'], name: string, net: Net): Promise<Direct<'A'>> {
  return net.dns.ask(server, name, 'A', { recursion: true })
}
