/** The records of a zone literal: presentation form in (RFC 1035 §5.1), data out. */
import ipaddr from 'ipaddr.js'
import type { RecordData, RecordType } from '#checks/net.ts'
import { keyTag, type WireRecord } from './rdata.ts'
import type { ZoneValue } from './zone.ts'

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

/** The records a zone literal has under one key. @throws {Error} when one is no record of its type */
export function readValue(name: string, type: RecordType, value: ZoneValue): WireRecord[] {
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
    case 'PTR':
    case 'CNAME':
    case 'NS':
      return { name: zoneName(first) }
    default:
      return readRarer(type, fields, record)
  }
}

/** The types that fewer zones have, each field as in its presentation form. */
function readRarer(type: RecordType, fields: string[], record: string): RecordData[RecordType] {
  const [first = '', second = '', third = '', ...more] = fields
  const [a, b, c] = [Number(first), Number(second), Number(third)]
  switch (type) {
    case 'SRV':
      return { priority: a, weight: b, port: c, target: zoneName(more.join('')) }
    case 'CAA':
      return { critical: a >= 128, tag: second.toLowerCase(), value: /"(.*)"/.exec(record)?.[1] ?? third }
    case 'DS':
      return { keyTag: a, algorithm: b, digestType: c, digest: more.join('').toLowerCase() }
    case 'DNSKEY':
      return readKey(fields)
    case 'TLSA':
      return { usage: a, selector: b, matchingType: c, data: more.join('').toLowerCase() }
    case 'NSEC3PARAM':
      return { algorithm: a, flags: b, iterations: c, salt: more.join('').replace('-', '').toLowerCase() }
    case 'NSEC':
      return { next: zoneName(first), types: fields.slice(1) }
    default:
      return readSignature(fields)
  }
}

/** `257 3 13 <base64>`; the key tag is that of RFC 4034 appendix B. */
function readKey([flags, protocol, algorithm, ...key]: string[]): RecordData['DNSKEY'] {
  const octets = Buffer.from(key.join(''), 'base64')
  const numbers = [Number(flags), Number(protocol), Number(algorithm)] as const
  return {
    flags: numbers[0],
    algorithm: numbers[2],
    key: octets.toString('base64'),
    keyTag: keyTag(numbers[0], numbers[2], octets),
  }
}

/** `MX 13 2 <inception> <expiration> <keyTag> <signer>`, the times in seconds since 1970. */
function readSignature([covers = '', ...rest]: string[]): RecordData['RRSIG'] {
  const [algorithm = 0, labels = 0, inception = 0, expiration = 0, tag = 0] = rest.map(Number)
  return { covers, algorithm, labels, inception, expiration, keyTag: tag, signer: zoneName(rest[5] ?? '') }
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

/** A name of a zone literal: lower case, no final dot. */
export function zoneName(name: string): string {
  return name === '.' ? '.' : name.toLowerCase().replace(/\.$/, '')
}
