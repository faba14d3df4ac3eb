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
import { opt, packetRecord, udpSize } from './message.ts'
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
}

const mostKept = 1000

/** Starts one. @throws {Error} when the zone cannot be read or the port is taken */
export async function startNameServer(zone: Zone, { host = '127.0.0.1', port = 0 }: NameServerOptions = {}): Promise<NameServer> {
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
    answerUdp(udp, peer, asked, find(asked.question.name, asked.question.type))
  })
  const connections = new Set<Socket>()
  tcp.on('connection', (socket) => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
    answerTcp(socket, (asked) => {
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

function answerTcp(socket: Socket, find: (asked: Asked) => Found): void {
  let received = Buffer.alloc(0)
  socket.setTimeout(10_000, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.on('data', (octets) => {
    received = Buffer.concat([received, octets])
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const end = 2 + received.readUInt16BE(0)
      const asked = readQuestion(received.subarray(2, end))
      received = received.subarray(end)
      const found = asked && find(asked)
      if (asked && found && found.behaviour?.does !== 'silent') socket.write(framed(reply(asked, found)))
    }
  })
}

const rcodes: Partial<Record<Behaviour['does'], number>> = { servfail: 2, refused: 5 }
const formErr = 1
const nxDomain = 3

function reply(asked: Asked, found: Found, flags = 0): Buffer {
  const { behaviour, records, status } = found
  if (behaviour?.does === 'garbled') return garbledReply(asked.id)
  const rejected = behaviour?.does === 'no-edns' && asked.edns
  const rcode = (behaviour && rcodes[behaviour.does]) ?? (rejected ? formErr : status === 'nxdomain' ? nxDomain : 0)
  const answered = rcode === 0 && behaviour?.does !== 'referral'
  const denied = rcode === nxDomain || status === 'nodata'
  return packet.encode({
    type: 'response',
    id: asked.id,
    flags: packet.AUTHORITATIVE_ANSWER | packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | flags | rcode,
    questions: asked.message.questions,
    answers: answered || rcode === nxDomain ? records.map(packetRecord) : [],
    authorities: behaviour?.does === 'referral' ? [elsewhere(asked)] : denied ? [soa()] : [],
    additionals: asked.edns && !rejected ? [opt()] : [],
  })
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
