/**
 * The guard at the door: which addresses we connect to. A name in DNS is chosen by whoever is looked at, so it may lead to a service that
 * only we can reach. Therefore every name is looked up once, every address judged here, and the connection goes to that very address: a
 * second look-up, which could answer otherwise (DNS rebinding), never happens.
 */
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

export interface Targets {
  /** May loopback and private addresses be reached? Tests and intranets only. */
  allowPrivate: boolean
  /** Where well-known ports are found instead, 25 at 2526; empty in earnest. */
  ports: ReadonlyMap<number, number>
}

/** May we connect to this address? */
export function mayReach(address: string, { allowPrivate }: Targets): boolean {
  return allowPrivate ? isIP(address) !== 0 : isPublic(address)
}

/** Reachable from everywhere: global unicast, and nothing that stands for another address (RFC 6890, RFC 4291 §2.5.4). */
export function isPublic(address: string): boolean {
  // What only some read as an address, such as `010.0.0.1`, would be judged as one and looked up as another by the system.
  if (isIP(address) === 0 || !ipaddr.isValid(address)) return false
  // An IPv4 address in IPv6 clothes is judged as what it is.
  const read = ipaddr.process(address)
  if (read.range() !== 'unicast') return false
  // Only 2000::/3 has been given out; outside of it are NAT64 (RFC 8215), segment routing and the old site-local addresses.
  return read.kind() === 'ipv4' || ((read.toByteArray()[0] ?? 0) & 0xe0) === 0x20
}

/** The port to connect to for this service. */
export function portFor(port: number, { ports }: Targets): number {
  return ports.get(port) ?? port
}

/** Reads `25:2526,53:5353`. @throws {Error} when it is something else */
export function readPortMap(text: string | undefined): Map<number, number> {
  const ports = new Map<number, number>()
  for (const pair of (text ?? '').split(',').filter((part) => part.trim() !== '')) {
    const [, from, to] = /^\s*(\d{1,5}):(\d{1,5})\s*$/.exec(pair) ?? []
    if (!from || !to || Number(from) > 65535 || Number(to) > 65535) throw new Error(`PORT_MAP: "${pair}" is not "port:port"`)
    ports.set(Number(from), Number(to))
  }
  return ports
}
