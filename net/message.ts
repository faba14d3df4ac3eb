/**
 * DNS messages on the wire (RFC 1035 §4): one question out, one reply in. `dns-packet` does the octets; what it does not know (the upper half
 * of an extended RCODE) and what a forged reply looks like is here, what stands inside the records in `rdata.ts`.
 */
import packet from 'dns-packet'
import type { Answer as PacketAnswer, DecodedPacket } from 'dns-packet'
import type { RecordType } from '#checks/net.ts'
import { cleanName, packetType, readRecord, type WireRecord } from './rdata.ts'

export type { WireRecord }

/** A reply, read. `rcode` by its IANA name. `edns`: it carried OPT. */
export interface Reply {
  rcode: string
  truncated: boolean
  authenticated: boolean
  authoritative: boolean
  recursionAvailable: boolean
  edns: boolean
  answers: WireRecord[]
  authority: WireRecord[]
  additional: WireRecord[]
  size: number
}

export interface WireQuestion {
  name: string
  type: RecordType
  /** CD=1: the resolver shall not refuse what does not validate (RFC 4035 §3.2.2). */
  unchecked?: boolean | undefined
  /** DO=1: signatures too (RFC 3225). */
  dnssec?: boolean | undefined
  /** Milliseconds that an answer of another report may be old; never on the wire. */
  keptMs?: number | undefined
  /** RD=0 when false: only what the server itself knows. */
  recursion?: boolean | undefined
}

/** What we can receive over UDP: fits one packet everywhere (RFC 9715 §3.2). */
export const udpSize = 1232

/** One question. AD is set so that a validating resolver tells us (RFC 6840 §5.7); `edns` adds OPT (RFC 6891). */
export function encodeQuestion({ name, type, unchecked, dnssec, recursion }: WireQuestion, id: number, edns: boolean): Buffer {
  const cd = unchecked ? packet.CHECKING_DISABLED : 0
  return packet.encode({
    type: 'query',
    id,
    flags: (recursion === false ? 0 : packet.RECURSION_DESIRED) | packet.AUTHENTIC_DATA | cd,
    questions: [{ name, type: packetType(type) }],
    additionals: edns ? [opt(dnssec)] : [],
  })
}

/** The OPT pseudo-record we send and answer with. */
export function opt(dnssec = false): PacketAnswer {
  return {
    type: 'OPT',
    name: '.',
    udpPayloadSize: udpSize,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: dnssec ? packet.DNSSEC_OK : 0,
    flag_do: dnssec,
    options: [],
  }
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
    read = decode(octets)
  } catch {
    // A truncated reply may end in the middle of a record; it is only the sign to ask again over TCP.
    if ((octets.readUInt8(2) & 0x82) === 0x82) {
      return { kind: 'reply', reply: { ...emptyReply('NOERROR'), truncated: true, size: octets.length } }
    }
    return { kind: 'garbled' }
  }
  if (read.type !== 'response') return { kind: 'foreign' }
  const question = read.questions?.[0]
  const rcode = fullRcode(read)
  if (!question)
    return noQuestionNeeded.has(rcode)
      ? { kind: 'reply', reply: { ...emptyReply(rcode), size: octets.length } }
      : { kind: 'foreign' }
  if (cleanName(question.name) !== asked.name || question.type !== packetType(asked.type)) return { kind: 'foreign' }
  try {
    return { kind: 'reply', reply: readReply(read, rcode, octets.length) }
  } catch {
    return { kind: 'garbled' }
  }
}

/** Names have at most 127 labels (RFC 1035 §2.3.4), so no honest one is put together from more pieces. */
const mostPointers = 128

/** @throws {Error} when it is no message, or one that is meant to keep us busy */
function decode(octets: Buffer): DecodedPacket {
  if (longestPointerChain(octets) > mostPointers) throw new RangeError('pointers to pointers')
  const read = packet.decode(octets)
  // The package reads on behind the end of a record that is shorter than it says.
  if (packet.decode.bytes > octets.length) throw new RangeError('a record runs over its message')
  return read
}

/** `dns-packet` follows pointers (RFC 1035 §4.1.4) as long as they lead backwards: thousands, for each name of a message. */
function longestPointerChain(octets: Buffer): number {
  const depths = new Uint16Array(octets.length)
  let longest = 0
  for (let at = 0; at + 1 < octets.length; at++) {
    const first = octets[at] ?? 0
    if (first < 0xc0) continue
    const target = ((first & 0x3f) << 8) | (octets[at + 1] ?? 0)
    const depth = 1 + (target < at ? (depths[target] ?? 0) : 0)
    depths[at] = depth
    longest = Math.max(longest, depth)
  }
  return longest
}

/** Servers that could not read the question often do not repeat it. */
const noQuestionNeeded = new Set(['FORMERR', 'NOTIMP', 'SERVFAIL', 'REFUSED', 'BADVERS'])

/** A reply with nothing in it. */
export function emptyReply(rcode: string): Reply {
  return {
    rcode,
    truncated: false,
    authenticated: false,
    authoritative: false,
    recursionAvailable: false,
    edns: false,
    answers: [],
    authority: [],
    additional: [],
    size: 0,
  }
}

function readReply(read: DecodedPacket, rcode: string, size: number): Reply {
  return {
    rcode,
    truncated: read.flag_tc,
    authenticated: read.flag_ad,
    authoritative: read.flag_aa,
    recursionAvailable: read.flag_ra,
    edns: (read.additionals ?? []).some((record) => record.type === 'OPT'),
    answers: (read.answers ?? []).flatMap(readRecord),
    authority: (read.authorities ?? []).flatMap(readRecord),
    additional: (read.additionals ?? []).flatMap(readRecord),
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
