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
 */
import ipaddr from 'ipaddr.js'
import type { AnswerStatus, RecordData, RecordType } from '#checks/net.ts'

export type ZoneValue = string | readonly (string | readonly string[])[]

/** What a server does instead of answering at once and properly. */
export type Behaviour =
  | { does: 'silent' | 'servfail' | 'refused' | 'garbled' | 'referral' }
  | { does: 'delay'; milliseconds: number; value: ZoneValue }
  | { does: 'wrong-id' | 'foreign' | 'truncated' | 'no-edns' | 'bare-alias'; value: ZoneValue }

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

export interface ZoneRecord {
  name: string
  type: RecordType
  ttl: number
  data: RecordData[RecordType]
}

export interface Found {
  status: AnswerStatus
  /** The aliases followed, then the records of the type asked. */
  records: ZoneRecord[]
  behaviour: Behaviour | undefined
}

/** Seconds every record of such a zone lives, and every absence. */
export const zoneTtl = 300
export const zoneSoa: RecordData['SOA'] = {
  mname: 'ns.zone.invalid',
  rname: 'hostmaster.zone.invalid',
  serial: 1,
  refresh: 3600,
  retry: 600,
  expire: 86_400,
  minimum: 60,
}

type Entries = Map<string, ZoneValue | Behaviour>
const types: readonly string[] = ['A', 'AAAA', 'MX', 'TXT', 'SPF', 'PTR', 'CNAME', 'NS', 'SOA', 'ANY']

/**
 * Reads a zone literal. Returns the function that answers one question from it.
 * @throws {Error} when a key is not `name TYPE` or a value is not a record of its type
 */
export function readZone(zone: Zone): (name: string, type: RecordType) => Found {
  const names = new Map<string, Entries>()
  const parents = new Set<string>()
  for (const [key, value] of Object.entries(zone)) {
    const [name, type, more] = key.split(' ')
    if (!name || !type || more !== undefined || !types.includes(type)) throw new Error(`zone: "${key}" is not "name TYPE"`)
    const owner = zoneName(name)
    if (!isBehaviour(value)) readValue(owner, type as RecordType, value)
    names.set(owner, (names.get(owner) ?? new Map<string, ZoneValue | Behaviour>()).set(type, value))
    for (let above = parent(owner); above; above = parent(above)) parents.add(above)
  }
  const entriesOf = (name: string) => names.get(name) ?? wildcard(name, names, parents)
  return (name, type) => find(zoneName(name), type, entriesOf, parents)
}

function find(name: string, type: RecordType, entriesOf: (name: string) => Entries | undefined, parents: Set<string>): Found {
  const aliases: ZoneRecord[] = []
  for (let owner = name; ; ) {
    const entries = entriesOf(owner)
    if (!entries) return { status: parents.has(owner) ? 'nodata' : 'nxdomain', records: aliases, behaviour: undefined }
    const cname = type === 'CNAME' ? undefined : entries.get('CNAME')
    const entry = cname ?? entries.get(type) ?? entries.get('ANY')
    if (entry === undefined) return { status: 'nodata', records: aliases, behaviour: undefined }
    const behaviour = isBehaviour(entry) ? entry : undefined
    const value = isBehaviour(entry) ? ('value' in entry ? entry.value : []) : entry
    const records = readValue(owner, cname ? 'CNAME' : type, value)
    const target = cname && records[0]?.data
    const last = !target || behaviour || aliases.length > 20
    if (last) return { status: 'records', records: [...aliases, ...records], behaviour }
    aliases.push(...records)
    owner = 'name' in target ? target.name : ''
  }
}

function wildcard(name: string, names: Map<string, Entries>, parents: Set<string>): Entries | undefined {
  if (parents.has(name)) return undefined
  for (let above = parent(name); above; above = parent(above)) {
    const entries = names.get(`*.${above}`)
    if (entries) return entries
    if (names.has(above) || parents.has(above)) return undefined
  }
  return undefined
}

export function isBehaviour(value: ZoneValue | Behaviour): value is Behaviour {
  return typeof value === 'object' && 'does' in value
}

function readValue(name: string, type: RecordType, value: ZoneValue): ZoneRecord[] {
  const list = typeof value === 'string' ? [value] : value
  return list.map((record) => ({ name, type, ttl: zoneTtl, data: readRecord(name, type, record) }))
}

function readRecord(name: string, type: RecordType, record: string | readonly string[]): RecordData[RecordType] {
  if (type === 'TXT' || type === 'SPF') {
    const strings = (typeof record === 'string' ? [record] : record).flatMap(cut)
    return { strings, text: strings.join('') }
  }
  if (typeof record !== 'string') throw new Error(`zone: ${name} ${type} has a record of several strings`)
  const fields = record.split(/\s+/)
  const [first = '', second = ''] = fields
  switch (type) {
    case 'A':
    case 'AAAA':
      return { address: ipaddr.parse(first).toString() }
    case 'MX':
      if (!/^\d+$/.test(first) || !second) throw new Error(`zone: ${name} MX "${record}" is not "preference exchange"`)
      return { preference: Number(first), exchange: zoneName(second) }
    case 'SOA': {
      const [serial = 1, refresh = 3600, retry = 600, expire = 86_400, minimum = 60] = fields.slice(2).map(Number)
      return { mname: zoneName(first), rname: zoneName(second), serial, refresh, retry, expire, minimum }
    }
    default:
      return { name: zoneName(first) }
  }
}

/** Strings of at most 255 octets (RFC 1035 §3.3.14), never cutting a character. */
function cut(text: string): string[] {
  if (Buffer.byteLength(text) <= 255) return [text]
  const strings = ['']
  for (const character of text) {
    const last = strings.at(-1) ?? ''
    if (Buffer.byteLength(last + character) > 255) strings.push(character)
    else strings[strings.length - 1] = last + character
  }
  return strings
}

function zoneName(name: string): string {
  return name === '.' ? '.' : name.toLowerCase().replace(/\.$/, '')
}

function parent(name: string): string {
  const dot = name.indexOf('.')
  return dot < 0 ? '' : name.slice(dot + 1)
}
