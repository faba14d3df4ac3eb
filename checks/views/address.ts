/**
 * The world of an IP address: the names it has and where they lead, the network it is in, and what every list says. The checks have asked for
 * most of it anyway; only the network is asked for here.
 */
import { say } from '../check.ts'
import { type ListAnswer, addressListings } from '../facts/blocklists.ts'
import { networkOf } from '../facts/network.ts'
import { publicAddress } from '../facts/public-address.ts'
import { forwardConfirmation, reverseNames } from '../facts/reverse-name.ts'
import { type Net, Unreachable } from '../net.ts'
import { cut, gapOf } from './bounded.ts'
import type { AddressView, Gap } from './schema.ts'

/** Names followed back. */
const mostNames = 10

/** The picture of an address. Silence is in its gaps. */
export async function addressView(address: string, net: Net): Promise<AddressView> {
  const isPublic = publicAddress(address)
  const [names, network, answers] = await Promise.all([
    namesOf(address, net),
    isPublic ? networkSeen(address, net) : { network: null },
    isPublic ? addressListings(address, ['spamhaus', 'major', 'minor', 'collateral', 'allow'], net) : [],
  ])
  return { address, ...names, ...network, lists: answers.map(rowOf) }
}

type Names = Pick<AddressView, 'names' | 'moreNames' | 'gap'>

async function namesOf(address: string, net: Net): Promise<Names> {
  const none = { names: [], moreNames: 0 }
  try {
    const { names } = await reverseNames(address, net)
    const moreNames = Math.max(0, names.length - mostNames)
    return { names: await followed(address, names.slice(0, mostNames), net), moreNames }
  } catch (error) {
    if (error instanceof Unreachable) return { ...none, gap: gapOf(error) }
    throw error
  }
}

async function followed(address: string, names: string[], net: Net): Promise<AddressView['names']> {
  try {
    const { forward, confirmed } = await forwardConfirmation(address, net)
    return names.map((name) => {
      const there = forward.find((one) => one.name === name)
      const unseen: Gap = { say: say`${cut(name, 100)} could not be looked up.`, side: 'theirs' }
      const addresses = there?.addresses.slice(0, mostNames) ?? []
      return { name: cut(name), addresses, leadsBack: confirmed.includes(name), ...(!there && { gap: unseen }) }
    })
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    return names.map((name) => ({ name: cut(name), addresses: [], leadsBack: false, gap: gapOf(error) }))
  }
}

type NetworkSeen = Pick<AddressView, 'network' | 'networkGap'>

async function networkSeen(address: string, net: Net): Promise<NetworkSeen> {
  try {
    return { network: await networkOf(address, net) }
  } catch (error) {
    if (error instanceof Unreachable) return { network: null, networkGap: gapOf(error) }
    throw error
  }
}

function rowOf(one: ListAnswer): AddressView['lists'][number] {
  const { zone, name, tier, page } = one.list
  const row = { zone, name, tier, page, state: one.state, meanings: [], reason: '' }
  if (one.state === 'listed') return { ...row, meanings: one.meanings, reason: cut(one.reason, 500) }
  if (one.state === 'not-answered') return { ...row, why: cut(one.why, 300), side: one.side }
  return row
}
