/** The RDATA of one record in a zone file, in the presentation form of its RFC. */
import { isIPv4, isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { RecordData, RecordType } from '#checks/net.ts'
import { keyTag } from './rdata.ts'

export interface Token {
  text: string
  quoted: boolean
  line: number
  column: number
}

/** Thrown for a file that cannot be read. Line and column count from 1. */
export class ZoneFileError extends Error {
  readonly line: number
  readonly column: number

  constructor({ line, column }: { line: number; column: number }, message: string) {
    super(message)
    this.name = 'ZoneFileError'
    this.line = line
    this.column = column
  }
}

const units: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** Seconds, or as BIND has it `1h30m`. */
export function isTtl(text: string): boolean {
  return /^(\d{1,10}|(\d{1,6}[smhdw])+)$/i.test(text)
}

export function seconds(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  return [...text.toLowerCase().matchAll(/(\d+)([smhdw])/g)].reduce(
    (sum, [, count, unit = 's']) => sum + Number(count) * (units[unit] ?? 1),
    0,
  )
}

const unasked =
  /^(AFSDB|APL|CDNSKEY|CDS|CERT|CSYNC|DHCID|DNAME|EUI48|EUI64|HINFO|HIP|HTTPS|IPSECKEY|KEY|KX|LOC|MB|MD|MF|MG|MINFO|MR|NAPTR|NSEC|NSEC3|NULL|NXT|OPENPGPKEY|RP|RRSIG|SIG|SMIMEA|SSHFP|SVCB|TA|TALINK|TKEY|TSIG|URI|WKS|X25|ZONEMD|TYPE\d+)$/

/** A record type that exists, but that no check asks about. */
export function isUnaskedType(type: string): boolean {
  return unasked.test(type)
}

type NameOf = (token: Token) => string

/** @throws {ZoneFileError} when it is no record of this type */
export function readRdata(type: string, at: Token, tokens: Token[], name: NameOf): RecordData[RecordType] {
  const fields = new Fields(type, at, tokens, name)
  const data = read(type, fields)
  fields.end()
  return data
}

function read(type: string, fields: Fields): RecordData[RecordType] {
  switch (type) {
    case 'A':
      return { address: fields.word(isIPv4, 'an IPv4 address') }
    case 'AAAA':
      return { address: ipaddr.parse(fields.word(isIPv6, 'an IPv6 address')).toString() }
    case 'MX':
      return { preference: fields.number(0xffff), exchange: fields.name() }
    case 'TXT':
    case 'SPF': {
      const strings = fields.strings()
      return { strings, text: strings.join('') }
    }
    case 'PTR':
    case 'CNAME':
    case 'NS':
      return { name: fields.name() }
    case 'SOA': {
      const [mname, rname, serial] = [fields.name(), fields.name(), fields.number(0xffffffff)]
      const [refresh, retry, expire, minimum] = [fields.time(), fields.time(), fields.time(), fields.time()]
      return { mname, rname, serial, refresh, retry, expire, minimum }
    }
    case 'SRV':
      return {
        priority: fields.number(0xffff),
        weight: fields.number(0xffff),
        port: fields.number(0xffff),
        target: fields.name(),
      }
    default:
      return readRarer(type, fields)
  }
}

function readRarer(type: string, fields: Fields): RecordData[RecordType] {
  switch (type) {
    case 'CAA': {
      const flags = fields.number(0xff)
      const tag = fields.word((text) => /^[a-z0-9]+$/i.test(text), 'a property like issue').toLowerCase()
      return { critical: (flags & 0x80) !== 0, tag, value: fields.any() }
    }
    case 'TLSA':
      return { usage: fields.number(0xff), selector: fields.number(0xff), matchingType: fields.number(0xff), data: fields.hex() }
    case 'DS':
      return {
        keyTag: fields.number(0xffff),
        algorithm: fields.number(0xff),
        digestType: fields.number(0xff),
        digest: fields.hex(),
      }
    case 'DNSKEY': {
      const [flags, , algorithm] = [fields.number(0xffff), fields.number(0xff), fields.number(0xff)]
      const key = Buffer.from(fields.rest(), 'base64')
      return { flags, algorithm, key: key.toString('base64'), keyTag: keyTag(flags, algorithm, key) }
    }
    case 'NSEC3PARAM': {
      const [algorithm, flags, iterations] = [fields.number(0xff), fields.number(0xff), fields.number(0xffff)]
      const salt = fields.word((text) => /^(-|([0-9a-f]{2})+)$/i.test(text), 'a salt in hex, or -')
      return { algorithm, flags, iterations, salt: salt === '-' ? '' : salt.toLowerCase() }
    }
    default:
      return fields.unknownType()
  }
}

/** The fields after the type, taken one after the other. */
class Fields {
  private readonly type: string
  private readonly tokens: Token[]
  private readonly nameOf: NameOf
  private last: Token

  constructor(type: string, at: Token, tokens: Token[], nameOf: NameOf) {
    this.type = type
    this.tokens = [...tokens]
    this.nameOf = nameOf
    this.last = at
  }

  private take(what: string): Token {
    const token = this.tokens.shift()
    if (!token) throw new ZoneFileError(this.last, `${this.type} ends too early: ${what} is missing`)
    this.last = token
    return token
  }

  word(holds: (text: string) => boolean, what: string): string {
    const token = this.take(what)
    if (!holds(token.text)) throw new ZoneFileError(token, `"${token.text}" is not ${what}`)
    return token.text
  }

  number(most: number): number {
    return Number(this.word((text) => /^\d{1,10}$/.test(text) && Number(text) <= most, `a number up to ${most}`))
  }

  time(): number {
    return seconds(this.word(isTtl, 'a number of seconds'))
  }

  name(): string {
    return this.nameOf(this.take('a name'))
  }

  any(): string {
    return this.take('a value').text
  }

  /** Character-strings of at most 255 octets each (RFC 1035 §3.3). */
  strings(): string[] {
    const strings = [this.take('a text')]
    while (this.tokens.length > 0) strings.push(this.take('a text'))
    const long = strings.find(({ text }) => Buffer.byteLength(text) > 255)
    if (long) {
      throw new ZoneFileError(
        long,
        `a string of ${Buffer.byteLength(long.text)} octets; the longest is 255, so write it as several`,
      )
    }
    return strings.map(({ text }) => text)
  }

  rest(): string {
    const parts = [this.any()]
    while (this.tokens.length > 0) parts.push(this.any())
    return parts.join('')
  }

  hex(): string {
    const text = this.rest()
    if (!/^([0-9a-f]{2})+$/i.test(text)) throw new ZoneFileError(this.last, `"${text}" is not hex`)
    return text.toLowerCase()
  }

  unknownType(): never {
    throw new ZoneFileError(this.last, `"${this.type}" is no record type`)
  }

  end(): void {
    const [token] = this.tokens
    if (token) throw new ZoneFileError(token, `"${token.text}" is more than ${this.type} holds`)
  }
}
