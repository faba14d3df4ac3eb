/**
 * Which network an address belongs to: the autonomous system (AS) that announces it to the world (RFC 1930). Team Cymru publishes that in
 * DNS: the TXT at `1.2.0.192.origin.asn.cymru.com` reads `64496 | 192.0.2.0/24 | US | arin | 2010-07-14`, several numbers where several
 * systems announce the prefix.
 */
import { readIp } from '../records/ip.ts'
import type { Answer, Net } from '../net.ts'
import { remember } from './remember.ts'
import { reverseName } from './reverse-name.ts'

export interface Origin {
  ip: string
  answer: Answer<'TXT'>
  /** Empty when nobody announces it, or what came cannot be read. */
  systems: string[]
}

/** @throws {Unreachable} when the list of networks was silent */
export function originAs(ip: string, net: Net): Promise<Origin> {
  return remember(net, `origin-as ${ip}`, async () => {
    const name = reverseName(ip)
      .replace(/\.in-addr\.arpa$/, '.origin.asn.cymru.com')
      .replace(/\.ip6\.arpa$/, '.origin6.asn.cymru.com')
    const answer = await net.dns.resolve(name, 'TXT')
    const systems = answer.records.flatMap(({ text }) => /^([\d ]{1,100})\|/.exec(text)?.[1]?.trim().split(/ +/) ?? [])
    return { ip, answer, systems }
  })
}

/** The first 24 bits of an IPv4 address, 48 of an IPv6 one: what is announced on its own, at the least. */
export function prefixOf(ip: string): string {
  const octets = readIp(ip).toByteArray()
  return Buffer.from(octets.slice(0, octets.length === 4 ? 3 : 6)).toString('hex')
}
