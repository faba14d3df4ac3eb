/**
 * The mail servers as a table: each exchange by preference, its addresses, the name of each and whether that name leads back, and what
 * STARTTLS came to. Only the names of the addresses are asked for here; everything else is known from the findings.
 */
import { say } from '../check.ts'
import { type Certificate, namesHost, readCertificate } from '../facts/certificate.ts'
import { type Dane, dane, type DaneHost, inForce, matches } from '../facts/dane.ts'
import { providerOfMx } from '../facts/mail-providers.ts'
import { type ServerLook, serverLooks } from '../facts/mail-servers.ts'
import { addressesOf, type MailHost, type MxTable, mxTable } from '../facts/mx-table.ts'
import { forwardConfirmation, reverseNames } from '../facts/reverse-name.ts'
import { type Net, type SmtpLook, type TlsSeen, Unreachable } from '../net.ts'
import { isUsable, type TlsaRecord } from '../records/tlsa.ts'
import { cut, gapOf } from './bounded.ts'
import type { Gap, MailServerRow, MailServersView } from './schema.ts'

/** Addresses shown of one server; addresses in all whose names are asked for, and names of each that are followed back. */
const mostAddresses = 8
const mostReverse = 16
const mostNames = 3

type Address = MailServerRow['addresses'][number]

/** The table for `domain`, which must not be empty. Silence is in the gaps. */
export async function mailServersView(domain: string, net: Net): Promise<MailServersView> {
  try {
    const table = await mxTable(domain, net)
    const rows = rowsOf(domain, table)
    const asked = new Set(rows.flatMap(({ addresses }) => addresses).slice(0, mostReverse))
    const [looks, known, ...reverse] = await Promise.all([
      serverLooks(domain, net),
      dane(domain, net),
      ...rows.map(({ addresses }) => Promise.all(addresses.map((one) => addressOf(one, asked.has(one), net)))),
    ])
    const servers = rows.map((row, index) => serverOf(row, { domain, looks, dane: known, addresses: reverse[index] ?? [] }))
    const targets = new Set(table.found.exchanges.map(({ exchange }) => exchange)).size
    return { kind: table.found.kind, servers, more: Math.max(0, targets - table.hosts.length) }
  } catch (error) {
    if (error instanceof Unreachable) return { kind: null, gap: gapOf(error), servers: [], more: 0 }
    throw error
  }
}

interface Row {
  name: string
  host: MailHost | undefined
  addresses: string[]
  more: number
}

/** A server each, by preference; the domain itself when it has no MX. */
function rowsOf(domain: string, { found, hosts }: MxTable): Row[] {
  const row = (name: string, all: string[], host?: MailHost): Row => {
    return { name, host, addresses: all.slice(0, mostAddresses), more: Math.max(0, all.length - mostAddresses) }
  }
  if (found.kind === 'implicit') return [row(domain, found.addresses)]
  return hosts.map((host) => row(host.name, addressesOf(host), host))
}

interface Known {
  domain: string
  looks: ServerLook[]
  dane: Dane
  addresses: Address[]
}

function serverOf({ name, host, more }: Row, { domain, looks, dane, addresses }: Known): MailServerRow {
  const look = looks.find((one) => one.host === name)
  const policy = dane.hosts.find((one) => one.host === name)
  const runBy = providerOfMx(name)?.name
  return {
    name,
    preferences: host?.records.map(({ preference }) => preference).sort((a, b) => a - b) ?? [],
    ...(runBy && { runBy }),
    aliases: host?.aliases.map(({ target }) => target) ?? [],
    ...(host?.fault && { fault: host.fault }),
    exists: host?.exists ?? true,
    addresses,
    more,
    ...(host?.silence && { gap: gapOf(host.silence) }),
    tls: look ? tlsOf(look) : null,
    dane: policy ? daneOf(dane, policy, look, domain) : null,
  }
}

async function addressOf(address: string, asked: boolean, net: Net): Promise<Address> {
  const none = { names: [], more: 0, confirmed: null }
  const tooMany: Gap = { say: say`Only the first ${mostReverse} addresses are asked for their name.`, side: 'ours' }
  if (!asked) return { address, ptr: { ...none, gap: tooMany } }
  try {
    const { names: all } = await reverseNames(address, net)
    const names = { names: all.slice(0, mostNames), more: Math.max(0, all.length - mostNames) }
    return { address, ptr: { ...names, ...(await confirmation(address, net)) } }
  } catch (error) {
    if (error instanceof Unreachable) return { address, ptr: { ...none, gap: gapOf(error) } }
    throw error
  }
}

async function confirmation(address: string, net: Net): Promise<{ confirmed: string | null; gap?: Gap }> {
  try {
    const { confirmed } = await forwardConfirmation(address, net, mostNames)
    return { confirmed: confirmed[0] ?? null }
  } catch (error) {
    if (error instanceof Unreachable) return { confirmed: null, gap: gapOf(error) }
    throw error
  }
}

function tlsOf({ host, looked }: ServerLook): MailServerRow['tls'] {
  if (!looked) return { state: 'unseen', gap: { say: say`Only the first servers are looked at.`, side: 'ours' } }
  if (looked instanceof Unreachable) return { state: 'unseen', gap: gapOf(looked) }
  const { address, look } = looked
  if (look.starttls.state !== 'done') return { state: look.starttls.state, address, what: insteadOfTls(look.starttls) }
  const { version, cipher } = look.starttls.tls
  const certificate = certificateOf(look.starttls.tls, host)
  return { state: 'done', address, version, cipher, ...(certificate && { certificate }) }
}

function insteadOfTls(starttls: SmtpLook['starttls']): string {
  if (starttls.state === 'refused') return cut(`${starttls.reply.code} ${starttls.reply.lines.join(' ')}`, 300)
  return starttls.state === 'failed' ? cut(starttls.reason, 300) : ''
}

type Done = Extract<NonNullable<MailServerRow['tls']>, { state: 'done' }>

function certificateOf({ chain: [own], trusted }: TlsSeen, host: string): Done['certificate'] {
  const certificate = own && readCertificate(own)
  if (!certificate) return undefined
  const names = namesOf(certificate)
  return {
    name: cut(names[0] ?? '', 255),
    more: Math.max(0, names.length - 1),
    issuer: cut(certificate.issuerName, 255),
    until: certificate.notAfter.toISOString(),
    expired: certificate.notAfter.getTime() < Date.now(),
    named: namesHost(certificate, host),
    trusted,
  }
}

function namesOf({ read, commonName }: Certificate): string[] {
  const alternatives = [...(read.subjectAltName ?? '').matchAll(/(?:^|, )DNS:([^,"]+)/g)].map(([, name = '']) => name)
  return alternatives.length > 0 ? alternatives : [commonName].filter(Boolean)
}

function daneOf(dane: Dane, policy: DaneHost, look: ServerLook | undefined, domain: string): MailServerRow['dane'] {
  const { answer, records, bogus } = policy
  if (bogus) return { state: 'fails' }
  if (answer instanceof Unreachable) return { state: 'unseen', gap: gapOf(answer) }
  if (records.length === 0) return { state: 'none' }
  const applied = inForce(dane, policy)
  if (applied.length > 0) return { state: 'in-force', matches: matchesOne(applied.filter(isUsable), look, domain) }
  if (dane.mx === 'unsigned' || policy.signed === 'unsigned') return { state: 'unsigned' }
  const unclear = say`The resolver of this Seedbed does not say whether DNSSEC vouches for these records.`
  return { state: 'unseen', gap: { say: unclear, side: 'ours' } }
}

/** Null when no certificate was seen, or no record can be used. */
function matchesOne(records: TlsaRecord[], look: ServerLook | undefined, domain: string): boolean | null {
  if (records.length === 0 || !look?.looked || look.looked instanceof Unreachable) return null
  const { host } = look
  const { starttls } = look.looked.look
  return starttls.state === 'done' ? records.some((record) => matches(record, starttls.tls.chain, [host, domain])) : null
}
