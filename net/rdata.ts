/**
 * What stands inside a record, between the octets as `dns-packet` reads them and the checks. Names are lowered, octets become hex or base64,
 * and what could not be stored is made safe. Types the package does not know (SPF, NSEC3PARAM) come and go as their bare RDATA.
 */
import type { Answer as PacketAnswer, RecordType as PacketType } from 'dns-packet'
import ipaddr from 'ipaddr.js'
import type { RecordData, RecordType } from '#checks/net.ts'

export interface WireRecord {
  name: string
  type: RecordType
  ttl: number
  data: RecordData[RecordType]
}

/** Lower case, no final dot; the root stays `.`. */
export function cleanName(name: string): string {
  const text = name.toLowerCase().replaceAll('\0', '␀')
  return text.length > 1 && text.endsWith('.') ? text.slice(0, -1) : text
}

/** `@types/dns-packet` does not know type 99, the package itself does. */
export function packetType(type: RecordType): PacketType {
  return type as Exclude<RecordType, 'SPF'>
}

/** A record as read from the wire; none for OPT, for another class than IN and for a type no check asks about. */
export function readRecord(record: PacketAnswer): WireRecord[] {
  if (record.type === 'OPT' || (record.class ?? 'IN') !== 'IN') return []
  const type: string = record.type
  const data = readData(type, record.data)
  // RFC 2181 §8: a TTL with the highest bit set counts as zero.
  const ttl = (record.ttl ?? 0) > 0x7fffffff ? 0 : (record.ttl ?? 0)
  return data ? [{ name: cleanName(record.name), type: type as RecordType, ttl, data }] : []
}

function readData(type: string, data: unknown): RecordData[RecordType] | undefined {
  switch (type) {
    case 'A':
    case 'AAAA':
      return { address: ipaddr.parse(data as string).toString() }
    case 'MX': {
      const { preference = 0, exchange } = data as { preference?: number; exchange: string }
      return { preference, exchange: cleanName(exchange) }
    }
    case 'TXT':
      return textOf(data as Buffer[])
    case 'SPF':
      return textOf(splitStrings(data as Buffer))
    case 'PTR':
    case 'CNAME':
    case 'NS':
      return { name: cleanName(data as string) }
    case 'SOA': {
      const soa = data as RecordData['SOA']
      return { ...soa, mname: cleanName(soa.mname), rname: cleanName(soa.rname) }
    }
    default:
      return readRarer(type, data)
  }
}

function readRarer(type: string, data: unknown): RecordData[RecordType] | undefined {
  switch (type) {
    case 'SRV': {
      const { priority, weight, port, target } = data as RecordData['SRV']
      return { priority, weight, port, target: cleanName(target) }
    }
    case 'CAA': {
      const { flags, tag, value } = data as { flags: number; tag: string; value: string }
      return { critical: (flags & 0x80) !== 0, tag: safe(tag).toLowerCase(), value: safe(value) }
    }
    case 'TLSA': {
      const { usage, selector, matchingType, certificate } = data as Omit<RecordData['TLSA'], 'data'> & { certificate: Buffer }
      return { usage, selector, matchingType, data: certificate.toString('hex') }
    }
    case 'NSEC3PARAM':
      return readNsec3Param(data as Buffer)
    default:
      return readSigning(type, data)
  }
}

function readSigning(type: string, data: unknown): RecordData[RecordType] | undefined {
  switch (type) {
    case 'DS': {
      const { keyTag, algorithm, digestType, digest } = data as Omit<RecordData['DS'], 'digest'> & { digest: Buffer }
      return { keyTag, algorithm, digestType, digest: digest.toString('hex') }
    }
    case 'DNSKEY': {
      const { flags, algorithm, key } = data as { flags: number; algorithm: number; key: Buffer }
      return { flags, algorithm, key: key.toString('base64'), keyTag: keyTag(flags, algorithm, key) }
    }
    case 'NSEC': {
      const { nextDomain, rrtypes } = data as { nextDomain: string; rrtypes: string[] }
      return { next: cleanName(nextDomain), types: rrtypes }
    }
    case 'RRSIG': {
      const read = data as { typeCovered: string; signersName: string } & RecordData['RRSIG']
      const { algorithm, labels, inception, expiration, keyTag } = read
      return { covers: read.typeCovered, algorithm, labels, inception, expiration, keyTag, signer: cleanName(read.signersName) }
    }
    default:
      return undefined
  }
}

/** The key tag of RFC 4034 appendix B, over the RDATA of the key. */
export function keyTag(flags: number, algorithm: number, key: Buffer): number {
  const rdata = Buffer.concat([Buffer.from([flags >> 8, flags & 0xff, 3, algorithm]), key])
  let sum = 0
  for (const [index, octet] of rdata.entries()) sum += index % 2 === 0 ? octet << 8 : octet
  return (sum + (sum >> 16)) & 0xffff
}

function readNsec3Param(rdata: Buffer): RecordData['NSEC3PARAM'] {
  const length = rdata.readUInt8(4)
  if (rdata.length !== 5 + length) throw new RangeError('salt does not fill its record')
  const [algorithm, flags, iterations] = [rdata.readUInt8(0), rdata.readUInt8(1), rdata.readUInt16BE(2)]
  return { algorithm, flags, iterations, salt: rdata.subarray(5).toString('hex') }
}

function writeNsec3Param({ algorithm, flags, iterations, salt }: RecordData['NSEC3PARAM']): Buffer {
  const octets = Buffer.from(salt, 'hex')
  return Buffer.concat([Buffer.from([algorithm, flags, iterations >> 8, iterations & 0xff, octets.length]), octets])
}

/** The character-strings inside an RDATA (RFC 1035 §3.3). */
function splitStrings(rdata: Buffer): Buffer[] {
  const strings: Buffer[] = []
  for (let offset = 0; offset < rdata.length; ) {
    const end = offset + 1 + rdata.readUInt8(offset)
    if (end > rdata.length) throw new RangeError('character-string runs over its record')
    strings.push(rdata.subarray(offset + 1, end))
    offset = end
  }
  return strings
}

function textOf(strings: Buffer[]): RecordData['TXT'] {
  return { strings: strings.map(readText), text: readText(Buffer.concat(strings)) }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 where it is UTF-8, else one character an octet. */
function readText(octets: Buffer): string {
  try {
    return safe(utf8.decode(octets))
  } catch {
    return safe(octets.toString('latin1'))
  }
}

/** NUL, which the database cannot hold, becomes its picture. */
function safe(text: string): string {
  return text.replaceAll('\0', '␀')
}

/** A record as `dns-packet` writes it. */
export function packetRecord({ name, type, ttl, data }: WireRecord): PacketAnswer {
  const head = { name, ttl, class: 'IN' as const }
  const bare = (rdata: Buffer): PacketAnswer => ({ ...head, type: packetType(type) as 'NULL', data: rdata })
  if ('strings' in data) {
    const strings = data.strings.map((text) => Buffer.from(text))
    if (type === 'TXT') return { ...head, type, data: strings }
    // Types the package does not read it writes as they are; its types name none of these.
    return bare(Buffer.concat(strings.flatMap((string) => [Buffer.from([string.length]), string])))
  }
  if ('salt' in data) return bare(writeNsec3Param(data))
  if ('exchange' in data) return { ...head, type: 'MX', data }
  if ('mname' in data) return { ...head, type: 'SOA', data }
  if ('weight' in data) return { ...head, type: 'SRV', data }
  if ('critical' in data) return { ...head, type: 'CAA', data: packetCaa(data) }
  if ('digest' in data) return { ...head, type: 'DS', data: { ...data, digest: Buffer.from(data.digest, 'hex') } }
  if ('key' in data) return { ...head, type: 'DNSKEY', data: { ...data, key: Buffer.from(data.key, 'base64') } }
  if ('matchingType' in data) return { ...head, type: 'TLSA', data: { ...data, certificate: Buffer.from(data.data, 'hex') } }
  if ('next' in data) return { ...head, type: 'NSEC', data: { nextDomain: data.next, rrtypes: data.types } }
  if ('covers' in data) return { ...head, type: 'RRSIG', data: packetSignature(data, ttl) }
  return { ...head, type: packetType(type) as 'CNAME', data: 'address' in data ? data.address : data.name }
}

/** `@types/dns-packet` knows three properties (RFC 8659 §4.1.1), the package itself writes any. */
function packetCaa({ critical, tag, value }: RecordData['CAA']) {
  return { issuerCritical: critical, tag: tag as 'issue', value }
}

/** A signature that signs nothing: 64 zero octets. */
function packetSignature({ covers, signer, ...rest }: RecordData['RRSIG'], ttl: number) {
  return { ...rest, typeCovered: covers, signersName: signer, originalTTL: ttl, signature: Buffer.alloc(64) }
}
