/**
 * One question to one authoritative server (RFC 1034 §4.3.1), without recursion. Unlike a resolver's silence, what such a server does is
 * itself the thing to know: whether it is authoritative, refuses, sends us elsewhere, speaks TCP and EDNS, or says nothing.
 */
import { connect } from 'node:net'
import { randomInt } from 'node:crypto'
import packet from 'dns-packet'
import type { AskOptions, Direct, DirectOutcome, RecordData, RecordType, ServerAddress } from '#checks/net.ts'
import { firstMessage, framed, type Outcome, overTcp, overUdp, saysClosed, type Server } from './exchange.ts'
import type { Reply, WireQuestion, WireRecord } from './message.ts'

/** What came of one direct question, before it is read. `over`: what carried the answer or the silence. */
export interface DirectReply {
  outcome: Outcome
  over: 'udp' | 'tcp'
  truncated: boolean
}

/** Asks one server, within so many milliseconds. Never throws for what the server does. */
export type AskServer = (
  server: ServerAddress,
  question: WireQuestion,
  options: AskOptions,
  leftMs: number,
) => Promise<DirectReply>

/** Asks one server for the whole zone. */
export type Transfer = (
  server: ServerAddress,
  zone: string,
  leftMs: number,
) => Promise<{ outcome: 'given' | DirectOutcome; records: number }>

/** A client for single servers: each question at most twice over UDP, with `timeoutMs` and then twice as long. `port`: where they are found. */
export function askDirectly(timeoutMs: number, port: number): AskServer {
  return async ({ address, port: own = port }, question, { tcp = false, edns = true }, leftMs) => {
    const server = { address, port: own }
    const deadline = performance.now() + leftMs
    const left = (ms: number) => Math.max(1, Math.min(ms, deadline - performance.now()))
    if (tcp) return { outcome: await overTcp(question, server, left(2 * timeoutMs), edns), over: 'tcp', truncated: false }
    let outcome = await overUdp(question, server, left(timeoutMs), edns)
    if ('silence' in outcome && outcome.silence === 'timeout')
      outcome = await overUdp(question, server, left(2 * timeoutMs), edns)
    if (!('reply' in outcome && outcome.reply.truncated)) return { outcome, over: 'udp', truncated: false }
    return { outcome: await overTcp(question, server, left(2 * timeoutMs), edns), over: 'tcp', truncated: true }
  }
}

/** Reads what came back as an answer to this question. */
export function readDirect<T extends RecordType>(
  server: ServerAddress,
  { name, type }: { name: string; type: T },
  { outcome, over, truncated }: DirectReply,
): Omit<Direct<T>, 'at' | 'milliseconds'> {
  const nothing = { name, type, server, over, truncated }
  if (!('reply' in outcome)) return { ...nothing, ...noAnswer, outcome: silentOutcome(outcome) }
  const { reply } = outcome
  const aliases = aliasesOf(name, type, reply)
  const end = aliases.at(-1)?.target ?? name
  const found = reply.answers.filter((record) => record.type === type && record.name === end)
  return {
    ...nothing,
    outcome: directOutcome(reply, found.length > 0, aliases.length > 0),
    rcode: reply.rcode,
    authoritative: reply.authoritative,
    recursionAvailable: reply.recursionAvailable,
    authenticated: reply.authenticated,
    edns: reply.edns,
    // Records of the type asked have that type's data.
    records: found.map((record) => record.data) as RecordData[T][],
    ttls: found.map((record) => record.ttl),
    aliases,
    signatures: signaturesOf(type, end, reply),
    delegation: delegationOf(reply),
    soa: soaOf(reply),
    size: reply.size,
  }
}

const noAnswer = {
  rcode: '',
  authoritative: false,
  recursionAvailable: false,
  authenticated: false,
  edns: false,
  records: [],
  ttls: [],
  aliases: [],
  signatures: [],
  delegation: { zone: '', names: [], glue: [] },
  soa: undefined,
  size: 0,
}

function silentOutcome({ silence, closed }: Extract<Outcome, { silence: unknown }>): DirectOutcome {
  if (closed) return 'closed'
  if (silence === 'malformed' || silence === 'timeout' || silence === 'servfail') return silence
  return silence === 'refused' ? 'lame' : 'unreachable'
}

function directOutcome(reply: Reply, found: boolean, aliased: boolean): DirectOutcome {
  const { rcode, answers, authority } = reply
  if (rcode === 'SERVFAIL') return 'servfail'
  if (rcode === 'REFUSED') return 'lame'
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return 'error'
  if (found) return 'records'
  if (rcode === 'NXDOMAIN') return 'nxdomain'
  const has = (type: string) => authority.some((record) => record.type === type)
  return !aliased && answers.length === 0 && has('NS') && !has('SOA') ? 'referral' : 'nodata'
}

function aliasesOf(name: string, type: RecordType, { answers }: Reply): Direct['aliases'] {
  const aliases: Direct['aliases'] = []
  const targets = new Map(
    answers.flatMap(({ type: of, name: from, data }) => (of === 'CNAME' && 'name' in data ? [[from, data.name]] : [])),
  )
  for (let at = name; type !== 'CNAME' && targets.has(at) && aliases.length <= 16; ) {
    const target = targets.get(at) ?? ''
    aliases.push({ name: at, target })
    at = target
  }
  return aliases
}

function signaturesOf(type: RecordType, name: string, { answers, authority }: Reply): RecordData['RRSIG'][] {
  return [...answers, ...authority].flatMap((record) => {
    if (!('covers' in record.data)) return []
    // Of an absence, the signature over its SOA is the one that counts.
    const wanted = record.name === name ? record.data.covers === type : record.data.covers === 'SOA'
    return wanted ? [record.data] : []
  })
}

function delegationOf({ authority, additional }: Reply): Direct['delegation'] {
  const servers = authority.filter((record) => record.type === 'NS')
  const names = servers.flatMap(({ data }) => ('name' in data ? [data.name] : []))
  const glue = additional.flatMap(({ name, data }) =>
    'address' in data && names.includes(name) ? [{ name, address: data.address }] : [],
  )
  return { zone: servers[0]?.name ?? '', names, glue }
}

function soaOf({ authority }: Reply): Direct['soa'] {
  const isSoa = (record: WireRecord): record is WireRecord & { data: RecordData['SOA'] } => record.type === 'SOA'
  const soa = authority.find(isSoa)
  return soa && { name: soa.name, ttl: soa.ttl, data: soa.data }
}

/** A client for zone transfers, which reads no more than the first message. */
export function transferDirectly(timeoutMs: number, port: number): Transfer {
  return ({ address }, zone, leftMs) => firstOfTransfer({ address, port }, zone, Math.min(2 * timeoutMs, leftMs))
}

/** RFC 5936 §2.2: a transfer begins with the SOA. `dns-packet` knows the type, its types do not. */
function firstOfTransfer(server: Server, zone: string, ms: number): ReturnType<Transfer> {
  return new Promise((resolve) => {
    const id = randomInt(0x10000)
    const socket = connect({ host: server.address, port: server.port })
    const read = firstMessage()
    const end = (outcome: 'given' | DirectOutcome, records = 0) => {
      clearTimeout(timer)
      socket.removeAllListeners()
      socket.on('error', () => undefined)
      socket.destroy()
      resolve({ outcome, records })
    }
    const timer = setTimeout(() => end('timeout'), ms)
    socket.on('error', (error) => end(saysClosed(error) ? 'closed' : 'unreachable'))
    socket.on('close', () => end('closed'))
    socket.on('connect', () => {
      const questions = [{ name: zone, type: 'AXFR' as 'A' }]
      socket.write(framed(packet.encode({ type: 'query', id, flags: 0, questions })))
    })
    socket.on('data', (octets) => {
      const message = read(octets)
      if (!message) return
      const { outcome, records } = readTransfer(message, id)
      end(outcome, records)
    })
  })
}

function readTransfer(message: Buffer, id: number): { outcome: 'given' | DirectOutcome; records: number } {
  try {
    const read: packet.DecodedPacket & { rcode?: string } = packet.decode(message)
    if (read.id !== id || read.type !== 'response') return { outcome: 'malformed', records: 0 }
    if (read.rcode === 'REFUSED') return { outcome: 'lame', records: 0 }
    if (read.rcode === 'SERVFAIL') return { outcome: 'servfail', records: 0 }
    const records = read.answers?.length ?? 0
    if (read.rcode === 'NOERROR' && records > 0) return { outcome: 'given', records }
    return { outcome: read.rcode === 'NOERROR' ? 'nodata' : 'error', records: 0 }
  } catch {
    return { outcome: 'malformed', records: 0 }
  }
}
