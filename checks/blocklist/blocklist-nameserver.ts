import { type Check, info, pass, say, warn } from '../check.ts'
import { addressListings, nameListings, sawLists } from '../facts/blocklists.ts'
import { few } from '../facts/few.ts'
import { addressesOf, mxTable } from '../facts/mx-table.ts'
import { nameServers } from '../facts/name-servers.ts'
import { publicAddress } from '../facts/public-address.ts'
import type { Net, Unreachable } from '../net.ts'
import { getDomain } from 'tldts'
import type { Domain } from '../subject.ts'
import { delist, isConclusive, listedAs, notAnswered } from './outcome.ts'

/** Addresses and names looked at: each is a question to a list that counts them. */
const mostAddresses = 8
const mostNames = 3

/** Are those who serve the domain, its name servers and mail servers, on a list? Some receivers hold that against the domain. */
export const blocklistNameserver: Check<Domain> = {
  id: 'blocklist-nameserver',
  title: 'Blocklists: who serves the domain',
  reference: 'Spamhaus SBL/DBL; RFC 5782 §2.1, §3',
  silence: 'not-answered',

  async run({ domain }, net) {
    if (!domain) return info('not-applicable', { evidence: [], explanation: say`There is no domain to look at.` })
    const { addresses, names, silence } = await whoServes(domain, net)
    const asked = [
      ...addresses.map((ip) => addressListings(ip, ['spamhaus'], net)),
      ...names.map(async (name) => (await nameListings(name, net)).filter(({ list }) => list.zone === 'dbl.spamhaus.org')),
    ]
    const answers = (await Promise.all(asked)).flat()
    const evidence = few(sawLists(answers))
    // A mail server in a policy list only receives; end-user ranges are no reproach to it.
    const listed = listedAs(answers, 'listed', 'drop')
    const [first] = listed
    if (first) {
      return warn('listed', {
        evidence,
        explanation: say`${first.about}, which serves ${domain}, is on ${first.list.name}.`,
        fix: { ...delist(listed, say`Change the DNS or mail host, or have it clear the listing.`), who: 'network-owner' },
      })
    }
    if (silence) throw silence
    if (answers.length === 0) return pass('clear', { evidence, explanation: say`No public address serves ${domain}.` })
    if (!isConclusive(answers)) return notAnswered(answers)
    return pass('clear', {
      evidence,
      explanation: say`Neither the name servers nor the mail servers of ${domain} are on a Spamhaus list.`,
    })
  },
}

interface Served {
  addresses: string[]
  names: string[]
  /** Why we do not know all of them. */
  silence: Unreachable | undefined
}

async function whoServes(domain: string, net: Net): Promise<Served> {
  const [mx, ns] = await Promise.all([mxTable(domain, net), nameServers(domain, net)])
  const addresses = [...mx.hosts.flatMap(addressesOf), ...ns.servers.flatMap((server) => server.addresses)]
  // Registered names once each: a list has those.
  const names = ns.servers.map(({ name }) => getDomain(name) ?? name).filter((name) => name !== getDomain(domain))
  return {
    addresses: [...new Set(addresses)].filter(publicAddress).slice(0, mostAddresses),
    names: [...new Set(names)].slice(0, mostNames),
    silence: ns.cut.silence ?? mx.hosts.find((host) => host.silence)?.silence,
  }
}
