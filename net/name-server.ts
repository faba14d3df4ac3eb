/**
 * A tiny name server that answers from a zone literal, over UDP and TCP (RFC 1035 §4.2). It serves the sample domains and the demo, and in
 * tests it is the world: it can also be slow, silent, wrong, or forge answers as an attacker would. Not for the open internet.
 */
import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server as TcpServer, type Socket } from 'node:net'
import packet, { type DecodedPacket } from 'dns-packet'
import type { RecordType } from '#checks/net.ts'
import { framed } from './exchange.ts'
import { opt, udpSize } from './message.ts'
import { packetRecord } from './rdata.ts'
import { type Behaviour, type Found, readZone, type Zone, zoneSoa } from './zone.ts'

export interface AskedQuestion {
  name: string
  type: string
  over: 'udp' | 'tcp'
}

export interface NameServer {
  /** `ip:port`. */
  address: string
  /** Another zone from now on. */
  set(zone: Zone): void
  /** What was asked, oldest first; the last thousand. */
  questions: AskedQuestion[]
  close(): Promise<void>
}

export interface NameServerOptions {
  /** 127.0.0.1 when not given. */
  host?: string
  /** Any free one when not given. */
  port?: number
  /** What sort of server it is; the literal says the rest. */
  manner?: Manner
}

/** How a whole server behaves, whatever it is asked. */
export interface Manner {
  /** AA=0 when false: it answers, but the zone is not its own. */
  authoritative?: boolean
  /** Nobody listens on TCP when false. */
  tcp?: boolean
  /** FORMERR for EDNS when false. */
  edns?: boolean
  /** RA=1, as a server that looks elsewhere for everybody. */
  recursion?: boolean
  /** Gives the whole zone to everybody. */
  transfer?: boolean
}

const mostKept = 1000

/** Starts one. @throws {Error} when the zone cannot be read or the port is taken */
export async function startNameServer(
  zone: Zone,
  { host = '127.0.0.1', port = 0, manner = {} }: NameServerOptions = {},
): Promise<NameServer> {
  let find = readZone(zone)
  const questions: AskedQuestion[] = []
  const { udp, tcp } = await listen(host, port)
  const note = (question: AskedQuestion) => {
    if (questions.length >= mostKept) questions.shift()
    questions.push(question)
  }
  udp.on('message', (octets, peer) => {
    const asked = readQuestion(octets)
    if (!asked) return
    note({ ...asked.question, over: 'udp' })
    answerUdp(udp, peer, { ...asked, manner }, find(asked.question.name, asked.question.type))
  })
  const connections = new Set<Socket>()
  tcp.on('connection', (socket) => {
    if (manner.tcp === false) socket.destroy()
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
    answerTcp(socket, manner, (asked) => {
      note({ ...asked.question, over: 'tcp' })
      return find(asked.question.name, asked.question.type)
    })
  })
  return {
    address: `${host}:${udp.address().port}`,
    set: (next) => {
      find = readZone(next)
    },
    questions,
    async close() {
      for (const socket of connections) socket.destroy()
      await Promise.all([new Promise<void>((done) => udp.close(() => done())), new Promise((done) => tcp.close(done))])
    },
  }
}

/** UDP and TCP on one port. The system gives a port for UDP; when TCP is taken there, another is tried. */
async function listen(host: string, port: number): Promise<{ udp: UdpSocket; tcp: TcpServer }> {
  for (let attempt = 1; ; attempt++) {
    const udp = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    udp.bind(port, host)
    await once(udp, 'listening')
    const tcp = createServer()
    tcp.listen((udp.address() as AddressInfo).port, host)
    try {
      await once(tcp, 'listening')
      return { udp, tcp }
    } catch (error) {
      udp.close()
      if (port !== 0 || attempt === 10) throw error
    }
  }
}

interface Asked {
  id: number
  question: { name: string; type: RecordType }
  /** The question as it came: the answer repeats it exactly. */
  message: DecodedPacket
  /** Octets the asker can take over UDP (RFC 6891 §6.2.3). */
  room: number
  edns: boolean
  dnssec: boolean
  manner: Manner
}

function readQuestion(octets: Buffer): Asked | undefined {
  try {
    const message = packet.decode(octets)
    const question = message.questions?.[0]
    if (message.type !== 'query' || !question) return undefined
    const extended = message.additionals?.find((record) => record.type === 'OPT')
    const room = extended?.type === 'OPT' ? Math.min(Math.max(extended.udpPayloadSize, 512), udpSize) : 512
    const type: string = question.type
    return {
      id: message.id ?? 0,
      question: { name: question.name, type: type as RecordType },
      message,
      room,
      edns: Boolean(extended),
      dnssec: extended?.type === 'OPT' && extended.flag_do,
      manner: {},
    }
  } catch {
    return undefined
  }
}

function answerUdp(udp: UdpSocket, peer: RemoteInfo, asked: Asked, found: Found): void {
  const send = (octets: Buffer, then?: () => void) => udp.send(octets, peer.port, peer.address, () => then?.())
  const right = () => send(fitted(asked, found))
  const forged = { ...found, status: 'nxdomain' as const, records: [] }
  const { behaviour } = found
  if (behaviour?.does === 'silent') return
  if (behaviour?.does === 'delay') setTimeout(right, behaviour.milliseconds).unref()
  else if (behaviour?.does === 'wrong-id') send(reply({ ...asked, id: asked.id ^ 1 }, forged), right)
  else if (behaviour?.does === 'foreign') sendFromElsewhere(udp, peer, reply(asked, forged), right)
  else if (behaviour?.does === 'truncated') send(truncatedReply(asked, found))
  else right()
}

function sendFromElsewhere(udp: UdpSocket, peer: RemoteInfo, octets: Buffer, then: () => void): void {
  const other = createSocket(udp.address().family === 'IPv6' ? 'udp6' : 'udp4')
  other.send(octets, peer.port, peer.address, () => {
    other.close()
    then()
  })
}

function truncatedReply(asked: Asked, found: Found): Buffer {
  return reply(asked, { ...found, records: [] }, packet.TRUNCATED_RESPONSE)
}

function fitted(asked: Asked, found: Found): Buffer {
  const whole = reply(asked, found)
  return whole.length <= asked.room ? whole : truncatedReply(asked, found)
}

function answerTcp(socket: Socket, manner: Manner, find: (asked: Asked) => Found): void {
  let received = Buffer.alloc(0)
  socket.setTimeout(10_000, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.on('data', (octets) => {
    received = Buffer.concat([received, octets])
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const end = 2 + received.readUInt16BE(0)
      const read = readQuestion(received.subarray(2, end))
      const asked = read && { ...read, manner }
      received = received.subarray(end)
      const found = asked && find(asked)
      if (asked && found && found.behaviour?.does !== 'silent') socket.write(framed(reply(asked, found)))
    }
  })
}

const rcodes: Partial<Record<Behaviour['does'], number>> = { servfail: 2, refused: 5 }
const formErr = 1
const servFail = 2
const nxDomain = 3
const refusedCode = 5

function reply(asked: Asked, found: Found, flags = 0): Buffer {
  const { behaviour, records, delegation, glue } = found
  if (behaviour?.does === 'garbled') return garbledReply(asked.id)
  if (asked.message.questions?.[0]?.type === ('AXFR' as string)) return transferReply(asked)
  const rcode = rcodeOf(asked, found)
  const answered = (rcode === 0 || rcode === nxDomain) && behaviour?.does !== 'referral'
  return packet.encode({
    type: 'response',
    id: asked.id,
    flags: headerFlags(asked, found) | flags | rcode,
    questions: asked.message.questions,
    answers: answered ? records.map(packetRecord) : [],
    authorities: answered || behaviour?.does === 'referral' ? authorityOf(asked, found, rcode) : [],
    additionals: [
      ...(delegation.length > 0 ? glue.map(packetRecord) : []),
      ...(asked.edns && rcode !== formErr ? [opt(asked.dnssec)] : []),
    ],
  })
}

function rcodeOf({ edns, manner, message }: Asked, { behaviour, status, signing }: Found): number {
  if (edns && (behaviour?.does === 'no-edns' || manner.edns === false)) return formErr
  const said = behaviour && rcodes[behaviour.does]
  if (said !== undefined) return said
  // A validating resolver gives what does not validate only to those who ask it not to look (RFC 4035 §3.2.2).
  if (signing === 'bogus' && !message.flag_cd) return servFail
  return status === 'nxdomain' ? nxDomain : 0
}

function headerFlags({ manner, message }: Asked, { delegation, signing }: Found): number {
  const authoritative = manner.authoritative !== false && delegation.length === 0
  return (
    (authoritative ? packet.AUTHORITATIVE_ANSWER : 0) |
    (message.flag_rd ? packet.RECURSION_DESIRED : 0) |
    (manner.recursion !== false ? packet.RECURSION_AVAILABLE : 0) |
    (signing === 'signed' ? packet.AUTHENTIC_DATA : 0)
  )
}

function authorityOf(asked: Asked, { behaviour, status, delegation }: Found, rcode: number) {
  if (behaviour?.does === 'referral') return [elsewhere(asked)]
  if (delegation.length > 0) return delegation.map(packetRecord)
  return rcode === nxDomain || status === 'nodata' ? [soa()] : []
}

/** RFC 5936 §2.2: the zone between two copies of its SOA, or REFUSED. */
function transferReply({ id, message, manner }: Asked): Buffer {
  const given = manner.transfer === true
  const flags = packet.AUTHORITATIVE_ANSWER | (given ? 0 : refusedCode)
  return packet.encode({ type: 'response', id, flags, questions: message.questions, answers: given ? [soa(), soa()] : [] })
}

function soa() {
  return packetRecord({ name: '.', type: 'SOA', ttl: zoneSoa.minimum, data: zoneSoa })
}

function elsewhere({ question }: Asked) {
  return packetRecord({ name: question.name, type: 'NS', ttl: 60, data: { name: 'ns.elsewhere.invalid' } })
}

/** A header that promises a question, and then octets that cannot be one. */
function garbledReply(id: number): Buffer {
  const octets = Buffer.alloc(16, 0xff)
  octets.writeUInt16BE(id, 0)
  octets.writeUInt32BE(0x81800001, 2)
  return octets
}
