/**
 * The name of an address, and whether that name leads back to it (RFC 8601 §3, "iprev"). The owner of the address writes the PTR, the owner
 * of the name writes the A or AAAA; only when both agree does the name say who is sending.
 */
import { readIp } from '../records/ip.ts'
import { type Answer, type Net, Unreachable } from '../net.ts'
import { remember } from './remember.ts'

export interface ReverseNames {
  ip: string
  answer: Answer<'PTR'>
  names: string[]
}

export interface ForwardName {
  name: string
  /** The addresses of the family asked about. */
  addresses: string[]
  answer: Answer<'A' | 'AAAA'>
}

export interface Confirmation {
  reverse: ReverseNames
  /** The names that answered, in the order of the PTR records; at most ten. */
  forward: ForwardName[]
  /** The names that have this address. */
  confirmed: string[]
}

/** Names looked at for one address. RFC 8601 §3 asks for a limit and RFC 7208 §4.6.4 sets ten for the same step. */
const mostNames = 10

/** The name under which an address has its PTR: `1.2.0.192.in-addr.arpa`. @throws {Error} when `ip` is no address */
export function reverseName(ip: string): string {
  const address = readIp(ip)
  if (address.kind() === 'ipv4') return `${address.toByteArray().reverse().join('.')}.in-addr.arpa`
  const nibbles = Buffer.from(address.toByteArray()).toString('hex')
  return `${[...nibbles].reverse().join('.')}.ip6.arpa`
}

/**
 * The PTR names of an address, IPv4 or IPv6.
 * @throws {Unreachable} when the reverse zone was silent
 */
export function reverseNames(ip: string, net: Net): Promise<ReverseNames> {
  return remember(net, `reverse-names ${ip}`, async () => {
    const answer = await net.dns.resolve(reverseName(ip), 'PTR')
    return { ip, answer, names: answer.records.map(({ name }) => name) }
  })
}

/**
 * Do the PTR names of an address lead back to it? One that does is enough, whatever the others say. `most`: how many are asked.
 * @throws {Unreachable} when the reverse zone was silent, or when no name confirms and a name was silent
 */
export function forwardConfirmation(ip: string, net: Net, most = mostNames): Promise<Confirmation> {
  return remember(net, `forward-confirmation ${ip} ${most}`, async () => {
    const reverse = await reverseNames(ip, net)
    const asked = await Promise.all(reverse.names.slice(0, most).map((name) => forwardName(name, ip, net)))
    const forward = asked.filter((one): one is ForwardName => !(one instanceof Unreachable))
    const own = readIp(ip).toString()
    const confirmed = forward.filter(({ addresses }) => addresses.includes(own)).map(({ name }) => name)
    // A PTR can hold what cannot even be asked: that name does not confirm, but nobody was silent.
    const silence = asked.find((one) => one instanceof Unreachable && one.reason !== 'bad-name')
    if (confirmed.length === 0 && silence) throw silence
    return { reverse, forward, confirmed }
  })
}

async function forwardName(name: string, ip: string, net: Net): Promise<ForwardName | Unreachable> {
  const type = readIp(ip).kind() === 'ipv4' ? 'A' : 'AAAA'
  try {
    const answer = await net.dns.resolve(name, type)
    return { name, answer, addresses: answer.records.map(({ address }) => readIp(address).toString()) }
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}
