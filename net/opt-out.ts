/** Who is not to be probed from here: the setting PROBE_OPT_OUT, of domains (with everything below) and networks. */
import ipaddr from 'ipaddr.js'
import { env } from '#env'

/** Is one of these names or addresses on the list? */
export function isOptedOut(
  names: readonly string[],
  addresses: readonly string[],
  list: readonly string[] = env.PROBE_OPT_OUT,
): boolean {
  return list.some((entry) =>
    ipaddr.isValid(entry.split('/')[0] ?? '')
      ? addresses.some((address) => isIn(address, entry))
      : names.some((name) => `.${name}`.endsWith(`.${entry.toLowerCase()}`)),
  )
}

function isIn(address: string, network: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const read = ipaddr.process(address)
  const [base, bits] = network.includes('/') ? ipaddr.parseCIDR(network) : whole(network)
  return read.kind() === base.kind() && read.match(base, bits)
}

function whole(address: string): [ReturnType<typeof ipaddr.parse>, number] {
  const read = ipaddr.process(address)
  return [read, read.toByteArray().length * 8]
}
