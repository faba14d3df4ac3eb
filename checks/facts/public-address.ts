import { isAddress, readIp } from '../records/ip.ts'

/** Can this address be reached from everywhere? Private, loopback and reserved ones cannot (RFC 6890). False for what is no address. */
export function publicAddress(ip: string): boolean {
  return isAddress(ip) && readIp(ip).range() === 'unicast'
}
