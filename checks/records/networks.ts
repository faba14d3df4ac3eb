/** Networks as an SPF record writes them: an address and how many of its leading bits count. */
import ipaddr from 'ipaddr.js'
import type { Mechanism } from './spf.ts'

export interface Network {
  /** The term it comes from. */
  term: Mechanism
  family: 4 | 6
  prefix: number
  /** Its lowest and highest address, as numbers. */
  first: bigint
  last: bigint
}

/** The network of an `ip4` or `ip6` term; undefined for every other term. */
export function networkOf(term: Mechanism): Network | undefined {
  if (term.address === undefined) return undefined
  const octets = ipaddr.parse(term.address).toByteArray()
  const family = octets.length === 4 ? 4 : 6
  const prefix = family === 4 ? term.prefix4 : term.prefix6
  const size = 1n << BigInt(octets.length * 8 - prefix)
  const address = BigInt(`0x${Buffer.from(octets).toString('hex')}`)
  const first = address - (address % size)
  return { term, family, prefix, first, last: first + size - 1n }
}

/** The address of this number, in its usual form. */
export function addressOf(number: bigint, family: 4 | 6): string {
  const octets = [...Buffer.from(number.toString(16).padStart(family === 4 ? 8 : 32, '0'), 'hex')]
  return ipaddr.fromByteArray(octets).toString()
}

/** As written in a record: `192.0.2.0/24`. */
export function present({ first, family, prefix }: Network): string {
  return `${addressOf(first, family)}/${prefix}`
}

/** How many addresses these networks have together; what lies in several counts once. */
export function addressesIn(networks: Network[]): bigint {
  let count = 0n
  let end = -1n
  for (const { first, last } of inOrder(networks)) {
    if (last <= end) continue
    count += last - (first > end ? first : end + 1n) + 1n
    end = last
  }
  return count
}

/** The first network that lies inside another, with that other one. */
export function overlapIn(networks: Network[]): { inner: Network; outer: Network } | undefined {
  const families = Map.groupBy(networks, ({ family }) => family)
  for (const group of families.values()) {
    let outer: Network | undefined
    for (const network of inOrder(group)) {
      // Networks never overlap in part: one holds the other, or they are apart.
      if (outer && network.last <= outer.last) return { inner: network, outer }
      outer = network
    }
  }
  return undefined
}

/** By their lowest address, the larger first. */
function inOrder(networks: Network[]): Network[] {
  return [...networks].sort((a, b) => compare(a.first, b.first) || compare(b.last, a.last))
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Ranges nobody can be seen sending from, by the names of ipaddr.js (RFC 6890, RFC 5737, RFC 3849). */
const unseen: Record<string, string> = {
  private: 'private',
  uniqueLocal: 'private',
  loopback: 'loopback',
  linkLocal: 'link-local',
  carrierGradeNat: 'shared inside a provider',
  multicast: 'multicast',
  broadcast: 'broadcast',
  reserved: 'reserved or for documentation',
  unspecified: 'unspecified',
  ipv4Mapped: 'IPv4 in disguise',
}

/** What kind of range that nobody sends from holds the whole network; undefined when some of it is public. */
export function unseenKind({ first, last, family }: Network): string | undefined {
  const [start, end] = [first, last].map((number) => ipaddr.parse(addressOf(number, family)).range())
  return start === end && start !== undefined ? unseen[start] : undefined
}
