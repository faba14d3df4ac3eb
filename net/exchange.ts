/** One question to one server: over UDP, and again over TCP when the answer did not fit (RFC 1035 §4.2, RFC 7766). */
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'
import type { Silence } from '#checks/net.ts'
import { decodeReply, encodeQuestion, type Reply, type WireQuestion } from './message.ts'

export interface Server {
  address: string
  port: number
}

/** `closed`: nobody listens there, or the connection was closed in our face. */
export type Outcome = { reply: Reply } | { silence: Silence; closed?: boolean }

/**
 * Asks one server once. `ms`: how long UDP may take, and then TCP.
 * What does not carry our id and our question is dropped and we keep waiting; the socket is connected, so the kernel drops what comes
 * from another address or port (RFC 5452 §9).
 */
export async function exchange(question: WireQuestion, server: Server, ms: () => number, edns: boolean): Promise<Outcome> {
  const outcome = await overUdp(question, server, ms(), edns)
  return 'reply' in outcome && outcome.reply.truncated ? overTcp(question, server, ms(), edns) : outcome
}

/** Asks over UDP; the reply may be truncated. */
export function overUdp(question: WireQuestion, server: Server, ms: number, edns: boolean): Promise<Outcome> {
  return new Promise((resolve) => {
    const id = randomInt(0x10000)
    const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4')
    let silence: Silence = 'timeout'
    const end = (outcome: Outcome) => {
      clearTimeout(timer)
      socket.removeAllListeners()
      // A late ICMP error must not bring the process down.
      socket.on('error', () => undefined)
      socket.close()
      resolve(outcome)
    }
    const timer = setTimeout(() => end({ silence }), ms)
    socket.on('error', (error) => end({ silence: 'network', closed: saysClosed(error) }))
    socket.on('connect', () => socket.send(encodeQuestion(question, id, edns)))
    socket.on('message', (octets) => {
      const decoded = decodeReply(octets, question, id)
      if (decoded.kind === 'reply') end({ reply: decoded.reply })
      if (decoded.kind === 'garbled') silence = 'malformed'
    })
    socket.connect(server.port, server.address)
  })
}

/** Asks over TCP. */
export function overTcp(question: WireQuestion, server: Server, ms: number, edns: boolean): Promise<Outcome> {
  return new Promise((resolve) => {
    const id = randomInt(0x10000)
    const socket = connect({ host: server.address, port: server.port })
    const read = firstMessage()
    const end = (outcome: Outcome) => {
      clearTimeout(timer)
      socket.removeAllListeners()
      socket.on('error', () => undefined)
      socket.destroy()
      resolve(outcome)
    }
    const timer = setTimeout(() => end({ silence: 'timeout' }), ms)
    socket.on('error', (error) => end({ silence: 'network', closed: saysClosed(error) }))
    socket.on('close', () => end({ silence: 'malformed', closed: true }))
    socket.on('connect', () => socket.write(framed(encodeQuestion(question, id, edns))))
    socket.on('data', (octets) => {
      const message = read(octets)
      if (!message) return
      const decoded = decodeReply(message, question, id)
      end(decoded.kind === 'reply' ? { reply: { ...decoded.reply, truncated: false } } : { silence: 'malformed' })
    })
  })
}

/** The first message of a TCP stream, once all of it is there. A server that sends it octet by octet costs no more than one that does not. */
export function firstMessage(): (octets: Buffer) => Buffer | undefined {
  const parts: Buffer[] = []
  let size = 0
  return (octets) => {
    parts.push(octets)
    size += octets.length
    const [first] = parts
    if (size < 2 || !first) return undefined
    // The two octets of the length may come apart; then they are put together once.
    const head = first.length >= 2 ? first : Buffer.concat(parts.splice(0))
    if (parts.length === 0) parts.push(head)
    const end = 2 + head.readUInt16BE(0)
    return size < end ? undefined : Buffer.concat(parts).subarray(2, end)
  }
}

/** Did the other side say no, rather than nobody at all? */
export function saysClosed(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET')
}

/** Over TCP every message has its length before it (RFC 1035 §4.2.2). */
export function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(message.length)
  return Buffer.concat([length, message])
}
