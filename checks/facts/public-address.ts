import ipaddr from 'ipaddr.js'

/** Can this address be reached from everywhere? Private, loopback and reserved ones cannot (RFC 6890). False for what is no address. */
export function publicAddress(ip: string): boolean {
  return ipaddr.isValid(ip) && ipaddr.process(ip).range() === 'unicast'
}
