/**
 * DANE for SMTP (RFC 7672): TLSA records at `_25._tcp` of each mail server say which key or issuer its certificate must have. They count only
 * when DNSSEC vouches for the whole way there: the MX of the domain, the addresses of the host, and the TLSA themselves. Where it does not,
 * an attacker could have written them, and senders do as if there were none.
 */
import { createHash } from 'node:crypto'
import { present } from '../check.ts'
import { type Answer, type Net, Unreachable } from '../net.ts'
import { isUsable, readTlsa, type TlsaRecord } from '../records/tlsa.ts'
import { answered } from './answered.ts'
import { type Certificate, namesHost, readCertificate } from './certificate.ts'
import { type MailHost, mxTable } from './mx-table.ts'
import { authorities, nameServers } from './name-servers.ts'
import { remember } from './remember.ts'
import { zoneCut } from './zone-cut.ts'

/** `unclear`: our resolver does not say, though the zone may well be signed. */
export type Signed = 'signed' | 'unsigned' | 'unclear'

export interface DaneHost {
  host: string
  /** The name asked. */
  base: string
  /** The answer, or why there is none. */
  answer: Answer<'TLSA'> | Unreachable
  records: TlsaRecord[]
  /** Signed addresses and signed TLSA; says nothing where there is no TLSA. */
  signed: Signed
  /** The lookup fails where it must not: the zone is signed, and senders that verify wait instead of delivering. */
  bogus: boolean
}

export interface Dane {
  /** Is the MX record set signed? */
  mx: Signed
  hosts: DaneHost[]
}

/**
 * The TLSA records of the mail servers of `domain`, which must not be empty.
 * @throws {Unreachable} when its MX was silent
 */
export function dane(domain: string, net: Net): Promise<Dane> {
  return remember(net, `dane ${domain}`, async () => {
    const { found, hosts } = await mxTable(domain, net)
    const [mx] = found.answers
    const [signed, ...rows] = await Promise.all([
      mx ? signing(domain, mx, net) : ('unclear' as const),
      ...hosts.filter(({ answers }) => answers.some(({ status }) => status === 'records')).map((host) => lookAt(host, net)),
    ])
    return { mx: signed, hosts: rows }
  })
}

async function lookAt(host: MailHost, net: Net): Promise<DaneHost> {
  const target = host.aliases.at(-1)?.target
  // RFC 7672 §2.2.2: with an alias that is signed all the way, the name at its end is asked first.
  if (target && addressesOf(host).every(({ authenticated }) => authenticated)) {
    const expanded = await tlsaAt(target, host, net)
    if (expanded.records.length > 0 || expanded.bogus) return expanded
  }
  return await tlsaAt(host.name, host, net)
}

function addressesOf({ answers }: MailHost): Answer[] {
  return answers.filter(({ status }) => status === 'records')
}

async function tlsaAt(name: string, host: MailHost, net: Net): Promise<DaneHost> {
  const base = `_25._tcp.${name}`
  const answer = await answered(base, 'TLSA', net)
  const row = { host: host.name, base, answer, records: [], signed: 'unclear' as const, bogus: false }
  if (answer instanceof Unreachable) {
    const signed = addressesOf(host).every(({ authenticated }) => authenticated)
    return { ...row, bogus: signed && (await failsForEverybody(base, name, answer, net)) }
  }
  if (answer.status !== 'records') return row
  const records = answer.records.map((record) => readTlsa(present('TLSA', record)))
  const signings = await Promise.all([...addressesOf(host), answer].map((one) => signing(name, one, net)))
  return { ...row, records, signed: worse(...signings) }
}

function worse(...all: Signed[]): Signed {
  return (['unsigned', 'unclear', 'signed'] as const).find((one) => all.includes(one)) ?? 'unclear'
}

/**
 * Does DNSSEC vouch for this answer? The AD bit says yes. Without it the zone is unsigned, or our resolver does not validate: a zone that the
 * zone above vouches for by a DS leaves that open.
 */
async function signing(name: string, answer: Answer, net: Net): Promise<Signed> {
  if (answer.authenticated) return 'signed'
  const { zone, registered, silence } = await zoneCut(answer.aliases.at(-1)?.target ?? name, net)
  if (silence) return 'unclear'
  const ds = await answered(zone?.name ?? registered, 'DS', net)
  if (ds instanceof Unreachable) return 'unclear'
  return ds.status === 'records' ? 'unclear' : 'unsigned'
}

/**
 * The name fails although it lies in a signed zone: it validates for nobody, or the zone's own servers answer A and fail on TLSA, as
 * firewalls and old balancers do (RFC 7672 §2.1.2).
 */
async function failsForEverybody(base: string, host: string, silence: Unreachable, net: Net): Promise<boolean> {
  if (silence.reason === 'bogus') return true
  if (silence.reason !== 'servfail' && silence.reason !== 'timeout' && silence.reason !== 'refused') return false
  return await failsAtItsServers(base, host, net)
}

async function failsAtItsServers(base: string, host: string, net: Net): Promise<boolean> {
  const servers = authorities(await nameServers(host, net)).slice(0, 2)
  const asked = await Promise.all(servers.map(({ server }) => serverFails(server, base, host, net)))
  return asked.length > 0 && asked.every(Boolean)
}

async function serverFails(server: { name: string; address: string }, base: string, host: string, net: Net): Promise<boolean> {
  try {
    const [a, tlsa] = await Promise.all([net.dns.ask(server, host, 'A'), net.dns.ask(server, base, 'TLSA')])
    const answers = a.outcome === 'records' || a.outcome === 'nodata'
    return answers && (tlsa.outcome === 'servfail' || tlsa.outcome === 'error' || tlsa.outcome === 'timeout')
  } catch (error) {
    if (error instanceof Unreachable) return false
    throw error
  }
}

/** Records that senders apply: there, and signed all the way. */
export function inForce({ mx }: Dane, { signed, records }: DaneHost): TlsaRecord[] {
  return mx === 'signed' && signed === 'signed' ? records : []
}

/** Does this record match the chain a server sent (RFC 7672 §3.1)? `names`: what a certificate under DANE-TA may be issued for. */
export function matches(record: TlsaRecord, chain: Uint8Array[], names: string[]): boolean {
  if (!isUsable(record)) return false
  const certificates = chain.map(readCertificate)
  const [own] = certificates
  if (record.usage === 3) return own !== undefined && isIt(record, own)
  if (!own || !names.some((name) => namesHost(own, name))) return false
  return certificates.some((one, index) => one !== undefined && isIt(record, one) && vouches(certificates, index))
}

/** Is every certificate from the server's own up to this one signed by the next? */
function vouches(certificates: (Certificate | undefined)[], index: number): boolean {
  for (let at = 0; at < index; at++) {
    const [one, next] = [certificates[at], certificates[at + 1]]
    if (!one || !next || !one.read.checkIssued(next.read) || !one.read.verify(next.read.publicKey)) return false
  }
  return true
}

const digests: Record<number, string> = { 1: 'sha256', 2: 'sha512' }

function isIt({ selector, matchingType, data }: TlsaRecord, { read }: Certificate): boolean {
  const octets = selector === 0 ? read.raw : read.publicKey.export({ type: 'spki', format: 'der' })
  const algorithm = digests[matchingType]
  return (algorithm ? createHash(algorithm).update(octets).digest('hex') : octets.toString('hex')) === data
}
