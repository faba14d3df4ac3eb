/**
 * The world of an IP address: the names it has and where they lead, the network it is in, and what every list says. The checks have asked for
 * most of it anyway; only the network is asked for here.
 */
import { say } from '../check.ts'
import { type ListAnswer, addressListings } from '../facts/blocklists.ts'
import { originAs } from '../facts/origin-as.ts'
import { publicAddress } from '../facts/public-address.ts'
import { forwardConfirmation, reverseNames } from '../facts/reverse-name.ts'
import { type Net, Unreachable } from '../net.ts'
import { cut, gapOf } from './bounded.ts'
import type { AddressView, Gap } from './schema.ts'

/** Names followed back, and systems named. */
const mostNames = 10
const mostSystems = 3

/** The picture of an address. Silence is in its gaps. */
export async function addressView(address: string, net: Net): Promise<AddressView> {
  const isPublic = publicAddress(address)
  const [names, network, answers] = await Promise.all([
    namesOf(address, net),
    isPublic ? networkOf(address, net) : { network: null },
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

type Network = Pick<AddressView, 'network' | 'networkGap'>

/** `64496 | 192.0.2.0/24 | US | arin | 2010-07-14`; of several lines that of the smallest network. */
async function networkOf(address: string, net: Net): Promise<Network> {
  try {
    const { answer } = await originAs(address, net)
    const lines = answer.records.map(({ text }) => text.split('|').map((part) => part.trim().slice(0, 100)))
    const [line] = lines.sort((a, b) => sizeOf(b[1]) - sizeOf(a[1]))
    if (!line) return { network: null }
    const [numbers = '', prefix = '', country = '', registry = '', since = ''] = line
    const systems = (numbers.match(/\d{1,10}/g) ?? []).slice(0, mostSystems)
    const named = await Promise.all(systems.map(async (number) => ({ number, name: await systemName(number, net) })))
    return { network: { prefix, systems: named, country, registry, since } }
  } catch (error) {
    if (error instanceof Unreachable) return { network: null, networkGap: gapOf(error) }
    throw error
  }
}

const sizeOf = (prefix = ''): number => Number(/\/(\d{1,3})$/.exec(prefix)?.[1] ?? 0)

/** `64496 | US | arin | 2010-07-14 | EXAMPLE-AS, US`; '' when the list was silent: the number says who it is. */
async function systemName(number: string, net: Net): Promise<string> {
  try {
    const { records } = await net.dns.resolve(`AS${number}.asn.cymru.com`, 'TXT')
    return cut(records[0]?.text.split('|')[4]?.trim() ?? '', 100)
  } catch (error) {
    if (error instanceof Unreachable) return ''
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
