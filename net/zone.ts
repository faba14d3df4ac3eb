/**
 * A zone as a literal: a small piece of DNS for the sample domains, the demo and the tests.
 *
 *     { 'example.com TXT': 'v=spf1 mx -all', 'example.com MX': ['10 mail.example.com'], 'mail.example.com A': '192.0.2.1',
 *       'www.example.com CNAME': 'example.com', 'long.example.com TXT': [['one string ', 'and another']], 'dead.example.com TXT': silent }
 *
 * 1. A key is `name TYPE`. A value is one record in presentation form (a TXT as plain text, without quotes), or a list of records.
 *    Within a list of TXT records a list is one record of several strings; a longer text is cut into strings of 255 octets.
 * 2. A name that has another type, or only names below it, answers "no data" (RFC 8020). Every other name is NXDOMAIN, unless `*.` above
 *    it says otherwise (RFC 4592). A CNAME answers every type, and is followed inside the zone.
 * 3. Instead of a value stands what the server does: `silent`, `servfail`, `refused` … `name ANY` says it for every type of the name.
 * 4. `name DNSSEC` says what a validating resolver makes of the name and of everything below it: `signed`, `unsigned` or `bogus`; unsigned
 *    where nothing is said.
 * 5. `name NS` with `delegated('ns1.example.net', …)` is a zone cut: this server does not know what lies below and says who does (a referral),
 *    with the addresses of those servers where it has them (glue).
 */
import type { AnswerStatus, RecordType } from '#checks/net.ts'
import type { WireRecord } from './rdata.ts'
import { readValue, zoneName } from './zone-record.ts'

export type ZoneValue = string | readonly (string | readonly string[])[]

/** What a server does instead of answering at once and properly. */
export type Behaviour =
  | { does: 'silent' | 'servfail' | 'refused' | 'garbled' | 'referral' }
  | { does: 'delay'; milliseconds: number; value: ZoneValue }
  | { does: 'lasting'; ttls: readonly number[]; value: ZoneValue }
  | { does: 'wrong-id' | 'foreign' | 'truncated' | 'no-edns' | 'bare-alias' | 'delegated'; value: ZoneValue }

export type Zone = Readonly<Record<string, ZoneValue | Behaviour>>

/** No answer at all. */
export const silent: Behaviour = { does: 'silent' }
export const servfail: Behaviour = { does: 'servfail' }
export const refused: Behaviour = { does: 'refused' }
/** Octets that are no DNS message. */
export const garbled: Behaviour = { does: 'garbled' }
/** NOERROR with nothing but other name servers: the server does not recurse. */
export const referral: Behaviour = { does: 'referral' }
/** The answer, after so many milliseconds. */
export const delay = (milliseconds: number, value: ZoneValue): Behaviour => ({ does: 'delay', milliseconds, value })
/** Records with a TTL of their own, in seconds: one for all, or one for each record. */
export const lasting = (ttls: number | readonly number[], value: ZoneValue): Behaviour => ({
  does: 'lasting',
  ttls: [ttls].flat(),
  value,
})
/** A forged answer with a wrong id comes first, the right one after it. */
export const wrongId = (value: ZoneValue): Behaviour => ({ does: 'wrong-id', value })
/** A forged answer from another port comes first, the right one after it. */
export const foreign = (value: ZoneValue): Behaviour => ({ does: 'foreign', value })
/** Truncated over UDP, whole over TCP. */
export const truncated = (value: ZoneValue): Behaviour => ({ does: 'truncated', value })
/** FORMERR for a question with EDNS, the answer for one without (RFC 6891 §7). */
export const noEdns = (value: ZoneValue): Behaviour => ({ does: 'no-edns', value })
/** A CNAME that the server does not follow. */
export const bareAlias = (target: string): Behaviour => ({ does: 'bare-alias', value: target })

/** A zone cut: these servers know what lies here and below. */
export const delegated = (...servers: string[]): Behaviour => ({ does: 'delegated', value: servers })

/** What a validating resolver makes of a name. */
export type Signing = 'signed' | 'unsigned' | 'bogus'

export interface Found {
  status: AnswerStatus
  /** The aliases followed, then the records of the type asked. */
  records: WireRecord[]
  behaviour: Behaviour | undefined
  /** What a validating resolver makes of it, all aliases included. */
  signing: Signing
  /** NS records of the zone cut at or above the name, and the addresses of those servers. Empty when the name is ours. */
  delegation: WireRecord[]
  glue: WireRecord[]
}

export { zoneSoa, zoneTtl } from './zone-record.ts'

type Entries = Map<string, ZoneValue | Behaviour>
const types: readonly string[] = [
  ...[
    'A',
    'AAAA',
    'MX',
    'TXT',
    'SPF',
    'PTR',
    'CNAME',
    'NS',
    'SOA',
    'SRV',
    'CAA',
    'DS',
    'DNSKEY',
    'TLSA',
    'NSEC3PARAM',
    'NSEC',
    'RRSIG',
  ],
  ...['ANY', 'DNSSEC'],
]

/** A zone literal, read: every name with its types, and every name that has some below it. */
interface Names {
  entries: Map<string, Entries>
  parents: Set<string>
}

/**
 * Reads a zone literal. Returns the function that answers one question from it.
 * @throws {Error} when a key is not `name TYPE` or a value is not a record of its type
 */
export function readZone(zone: Zone): (name: string, type: RecordType) => Found {
  const names: Names = { entries: new Map(), parents: new Set() }
  for (const [key, value] of Object.entries(zone)) {
    // The last space: a name may hold others.
    const [name, type = ''] = [key.slice(0, key.lastIndexOf(' ')), key.split(' ').at(-1)]
    if (!name || !types.includes(type)) throw new Error(`zone: "${key}" is not "name TYPE"`)
    const owner = zoneName(name)
    if (type !== 'DNSSEC' && !isBehaviour(value)) readValue(owner, type as RecordType, value)
    names.entries.set(owner, (names.entries.get(owner) ?? new Map<string, ZoneValue | Behaviour>()).set(type, value))
    for (let above = parent(owner); above; above = parent(above)) names.parents.add(above)
  }
  return (name, type) => find(zoneName(name), type, names)
}

function find(name: string, type: RecordType, names: Names): Found {
  const aliases: WireRecord[] = []
  const none = { behaviour: undefined, delegation: [], glue: [] }
  for (let owner = name, signing = signingOf(name, names); ; signing = worse(signing, signingOf(owner, names))) {
    const cut = cutAbove(owner, type, names)
    if (cut) return { status: 'nodata', records: aliases, behaviour: undefined, signing, ...cut }
    const entries = names.entries.get(owner) ?? wildcard(owner, names)
    if (!entries) return { ...none, status: names.parents.has(owner) ? 'nodata' : 'nxdomain', records: aliases, signing }
    const cname = type === 'CNAME' ? undefined : entries.get('CNAME')
    const entry = cname ?? entries.get(type) ?? entries.get('ANY')
    if (entry === undefined) return { ...none, status: 'nodata', records: aliases, signing }
    const behaviour = isBehaviour(entry) ? entry : undefined
    const value = isBehaviour(entry) ? ('value' in entry ? entry.value : []) : entry
    const records = timed(readValue(owner, cname ? 'CNAME' : type, value), behaviour)
    const target = cname && records[0]?.data
    const last = !target || behaviour || aliases.length > 20
    if (last) return { ...none, status: 'records', records: [...aliases, ...records], behaviour, signing }
    aliases.push(...records)
    owner = 'name' in target ? target.name : ''
  }
}

function timed(records: WireRecord[], behaviour: Behaviour | undefined): WireRecord[] {
  if (behaviour?.does !== 'lasting') return records
  return records.map((record, index) => ({ ...record, ttl: behaviour.ttls[index] ?? behaviour.ttls[0] ?? record.ttl }))
}

/** The nearest `DNSSEC` at or above the name. */
function signingOf(name: string, { entries }: Names): Signing {
  for (let owner = name; owner; owner = parent(owner)) {
    const said = entries.get(owner)?.get('DNSSEC')
    if (said === 'signed' || said === 'bogus' || said === 'unsigned') return said
  }
  return 'unsigned'
}

function worse(one: Signing, other: Signing): Signing {
  const order: Signing[] = ['bogus', 'unsigned', 'signed']
  return order.find((signing) => signing === one || signing === other) ?? 'unsigned'
}

/** The zone cut at or above the name. The DS of a cut lies above it (RFC 4035 §3.1.4.1). */
function cutAbove(name: string, type: RecordType, { entries }: Names): Pick<Found, 'delegation' | 'glue'> | undefined {
  for (let owner = type === 'DS' ? parent(name) : name; owner; owner = parent(owner)) {
    const entry = entries.get(owner)?.get('NS')
    if (!entry || !isBehaviour(entry) || entry.does !== 'delegated') continue
    const delegation = readValue(owner, 'NS', entry.value)
    const glue = delegation.flatMap(({ data }) => ('name' in data ? addressesOf(data.name, entries) : []))
    return { delegation, glue }
  }
  return undefined
}

function addressesOf(name: string, entries: Map<string, Entries>): WireRecord[] {
  return (['A', 'AAAA'] as const).flatMap((type) => {
    const value = entries.get(name)?.get(type)
    return value === undefined || isBehaviour(value) ? [] : readValue(name, type, value)
  })
}

function wildcard(name: string, { entries, parents }: Names): Entries | undefined {
  if (parents.has(name)) return undefined
  for (let above = parent(name); above; above = parent(above)) {
    const found = entries.get(`*.${above}`)
    if (found) return found
    if (entries.has(above) || parents.has(above)) return undefined
  }
  return undefined
}

function isBehaviour(value: ZoneValue | Behaviour): value is Behaviour {
  return typeof value === 'object' && 'does' in value
}

function parent(name: string): string {
  const dot = name.indexOf('.')
  return dot < 0 ? '' : name.slice(dot + 1)
}
