/** Can a host take the mail of some domains: what its addresses are and are called, and whether the domains lead to it? */
import { namesHost, readCertificate } from '../facts/certificate.ts'
import { reverseName, reverseNames } from '../facts/reverse-name.ts'
import { type Net, type TlsSeen, Unreachable } from '../net.ts'
import { lookAtSeedDomain } from './seed-domain.ts'

export interface MailHostLook {
  /** Undefined: nobody answered. */
  v4: string[] | undefined
  v6: string[] | undefined
  /** What the host is an alias of. An exchange must be none (RFC 2181 §10.3). */
  alias: string | undefined
  domains: DomainLook[]
  /** Of each address of the host, at most ten; while it has none, of those it shall have. */
  reverse: ReverseLook[]
}

export interface DomainLook {
  name: string
  leads: 'here' | 'elsewhere' | 'nowhere' | 'unknown'
  /** The most preferred first. */
  exchanges: string[]
}

export interface ReverseLook {
  address: string
  /** Where its PTR stands: `7.100.51.198.in-addr.arpa`. */
  at: string
  /** What it is called; undefined: nobody answered. */
  names: string[] | undefined
}

const mostAddresses = 10

export interface MailHost {
  /** The name senders shall find, in A-labels and lower case. */
  host: string
  /** Whose mail it shall take. */
  domains: readonly string[]
  /** Addresses that the host shall have. */
  planned?: readonly string[]
}

/** Silence is undefined, never absence. */
export async function lookAtMailHost(net: Net, { host, domains, planned = [] }: MailHost): Promise<MailHostLook> {
  const [four, six, led] = await Promise.all([
    addressesOf(net, host, 'A'),
    addressesOf(net, host, 'AAAA'),
    Promise.all(domains.map((name) => domainLook(net, name, host))),
  ])
  const [v4, v6] = [four?.addresses, six?.addresses]
  const known = [...(v4 ?? []), ...(v6 ?? [])]
  const asked = (known.length > 0 ? known : planned).slice(0, mostAddresses)
  const reverse = await Promise.all(asked.map((address) => reverseLook(net, address)))
  return { v4, v6, alias: four?.alias ?? six?.alias, domains: led, reverse }
}

async function addressesOf(net: Net, host: string, type: 'A' | 'AAAA') {
  const answer = await orSilence(net.dns.resolve(host, type))
  return answer && { addresses: answer.records.map(({ address }) => address), alias: answer.aliases.at(-1)?.target }
}

/** Its own domain needs no proof: it is named in the settings. */
async function domainLook(net: Net, name: string, host: string): Promise<DomainLook> {
  const { leads, exchanges } = await lookAtSeedDomain(net, { domain: name, host, code: '' })
  if (exchanges.includes(host)) return { name, leads: 'here', exchanges }
  return { name, leads: leads === 'unproved' ? 'here' : leads, exchanges }
}

async function reverseLook(net: Net, address: string): Promise<ReverseLook> {
  const found = await orSilence(reverseNames(address, net))
  return { address, at: reverseName(address), names: found?.names }
}

async function orSilence<Got>(asked: Promise<Got>): Promise<Got | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}

/** `trusted`: it is for the host, now, and leads to a root. `own`: it vouches for itself. */
export interface CertificateLook {
  state: 'trusted' | 'own' | 'untrusted' | 'wrong-name' | 'over' | 'unread'
  until: Date | undefined
}

/** Would a server that verifies deliver to a host with this certificate? */
export function lookAtCertificate({ chain, trusted }: TlsSeen, host: string, now = new Date()): CertificateLook {
  const certificate = chain[0] && readCertificate(chain[0])
  if (!certificate) return { state: 'unread', until: undefined }
  const until = certificate.notAfter
  if (until < now) return { state: 'over', until }
  if (certificate.selfSigned) return { state: 'own', until }
  if (!namesHost(certificate, host)) return { state: 'wrong-name', until }
  return { state: trusted ? 'trusted' : 'untrusted', until }
}
