/**
 * DNS messages on the wire (RFC 1035 §4): one question out, one reply in. `dns-packet` does the octets; what it does not know (record
 * type 99, the upper half of an extended RCODE) and what must be made safe before it is shown or stored is done here.
 */
import packet from 'dns-packet'
import type { Answer as PacketAnswer, DecodedPacket, RecordType as PacketType } from 'dns-packet'
import ipaddr from 'ipaddr.js'
import type { RecordData, RecordType } from '#checks/net.ts'

export interface WireRecord {
  name: string
  type: RecordType
  ttl: number
  data: RecordData[RecordType]
}

/** A reply, read. `rcode` by its IANA name. */
export interface Reply {
  rcode: string
  truncated: boolean
  authenticated: boolean
  answers: WireRecord[]
  authority: WireRecord[]
  size: number
}

export interface WireQuestion {
  name: string
  type: RecordType
}

/** What we can receive over UDP: fits one packet everywhere (RFC 9715 §3.2). */
export const udpSize = 1232

/** One question. AD is set so that a validating resolver tells us (RFC 6840 §5.7); `edns` adds OPT (RFC 6891). */
export function encodeQuestion({ name, type }: WireQuestion, id: number, edns: boolean): Buffer {
  return packet.encode({
    type: 'query',
    id,
    flags: packet.RECURSION_DESIRED | packet.AUTHENTIC_DATA,
    questions: [{ name, type: packetType(type) }],
    additionals: edns ? [opt()] : [],
  })
}

/** The OPT pseudo-record we send and answer with. */
export function opt(): PacketAnswer {
  return {
    type: 'OPT',
    name: '.',
    udpPayloadSize: udpSize,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: [],
  }
}

/** `@types/dns-packet` does not know type 99, the package itself does. */
export function packetType(type: RecordType): PacketType {
  return type as Exclude<RecordType, 'SPF'>
}

export type Decoded = { kind: 'reply'; reply: Reply } | { kind: 'foreign' } | { kind: 'garbled' }

/**
 * Reads what came back. `foreign`: not the answer to this question with this id, so perhaps forged, and to be ignored.
 * `garbled`: carries our id, but cannot be read.
 */
export function decodeReply(octets: Buffer, asked: WireQuestion, id: number): Decoded {
  if (octets.length < 12 || octets.readUInt16BE(0) !== id) return { kind: 'foreign' }
  let read: DecodedPacket
  try {
    read = packet.decode(octets)
  } catch {
    // A truncated reply may end in the middle of a record; it is only the sign to ask again over TCP.
    if ((octets.readUInt8(2) & 0x82) === 0x82) return { kind: 'reply', reply: emptyReply('NOERROR', true, octets.length) }
    return { kind: 'garbled' }
  }
  if (read.type !== 'response') return { kind: 'foreign' }
  const question = read.questions?.[0]
  const rcode = fullRcode(read)
  if (!question)
    return noQuestionNeeded.has(rcode) ? { kind: 'reply', reply: emptyReply(rcode, false, octets.length) } : { kind: 'foreign' }
  if (cleanName(question.name) !== asked.name || question.type !== packetType(asked.type)) return { kind: 'foreign' }
  try {
    return { kind: 'reply', reply: readReply(read, rcode, octets.length) }
  } catch {
    return { kind: 'garbled' }
  }
}

/** Servers that could not read the question often do not repeat it. */
const noQuestionNeeded = new Set(['FORMERR', 'NOTIMP', 'SERVFAIL', 'REFUSED', 'BADVERS'])

function emptyReply(rcode: string, truncated: boolean, size: number): Reply {
  return { rcode, truncated, authenticated: false, answers: [], authority: [], size }
}

function readReply(read: DecodedPacket, rcode: string, size: number): Reply {
  return {
    rcode,
    truncated: read.flag_tc,
    authenticated: read.flag_ad,
    answers: (read.answers ?? []).flatMap(readRecord),
    authority: (read.authorities ?? []).flatMap(readRecord),
    size,
  }
}

/** RCODE with the upper eight bits that stand in OPT (RFC 6891 §6.1.3). */
function fullRcode(read: DecodedPacket & { rcode?: string }): string {
  const extended = (read.additionals ?? []).find((record) => record.type === 'OPT')
  if (extended?.type === 'OPT' && extended.extendedRcode === 1) return 'BADVERS'
  if (extended?.type === 'OPT' && extended.extendedRcode > 0) return `RCODE${extended.extendedRcode * 16}`
  return read.rcode ?? 'NOERROR'
}

function readRecord(record: PacketAnswer): WireRecord[] {
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
      return undefined
  }
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

/** UTF-8 where it is UTF-8, else one character an octet. NUL, which the database cannot hold, becomes its picture. */
function readText(octets: Buffer): string {
  let text: string
  try {
    text = utf8.decode(octets)
  } catch {
    text = octets.toString('latin1')
  }
  return text.replaceAll('\0', '␀')
}

/** Lower case, no final dot; the root stays `.`. */
function cleanName(name: string): string {
  const text = name.toLowerCase().replaceAll('\0', '␀')
  return text.length > 1 && text.endsWith('.') ? text.slice(0, -1) : text
}

/** A record as `dns-packet` writes it. */
export function packetRecord({ name, type, ttl, data }: WireRecord): PacketAnswer {
  const head = { name, ttl, class: 'IN' as const }
  if ('strings' in data) {
    const strings = data.strings.map((text) => Buffer.from(text))
    if (type === 'TXT') return { ...head, type, data: strings }
    const rdata = Buffer.concat(strings.flatMap((string) => [Buffer.from([string.length]), string]))
    // Types the package does not read it writes as they are; its types name none of these.
    return { ...head, type: packetType(type) as 'NULL', data: rdata }
  }
  if ('exchange' in data) return { ...head, type: 'MX', data }
  if ('mname' in data) return { ...head, type: 'SOA', data }
  return { ...head, type: packetType(type) as 'CNAME', data: 'address' in data ? data.address : data.name }
}
