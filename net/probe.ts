/**
 * A look at one port of a mail host: is it open, who greets and how fast, what does it offer, what TLS does it speak. Relaying, recipients and
 * names are asked about only where `options` says so, and then nothing goes beyond RCPT: no mail is sent.
 */
import { isIP, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { type PortLook, type PortOptions, type Silence, Unreachable } from '#checks/net.ts'
import { connectTo, NoConnection } from './connect.ts'
import { dialects, type Dialect, isImplicit, protocolAt, protocolOf } from './dialects.ts'
import { egressBlocked, egressOf, knownBlocked } from './egress.ts'
import { askFurther } from './further.ts'
import { mayReach, portFor } from './guard.ts'
import { type Caller, reach } from './smtp.ts'
import { Stopped, Talk } from './talk.ts'
import { HandshakeFailed, handshake, seenTls } from './tls.ts'
import type { Ports } from './window.ts'

/** Milliseconds for each step. A greeting may be held back on purpose. */
const patience = { connect: 10_000, greeting: 60_000, handshake: 20_000, plain: 6_000, other: 5_000 }

/** A client that looks at ports. */
export function probeClient(caller: Caller): Ports {
  const { name, targets } = caller
  return { name, look: lookWith(caller), egress: (address, port, dns) => egressOf(address, dns, targets, port) }
}

function lookWith(caller: Caller): Ports['look'] {
  const { targets } = caller
  return async (host, address, port, options, dns, leftMs) => {
    const silent = (reason: Silence) => new Unreachable(`${host}:${port}`, reason, address, 'smtp')
    const deadline = performance.now() + leftMs
    const left = (ms: number) => Math.max(1, Math.min(ms, deadline - performance.now()))
    if (!mayReach(address, targets)) throw silent('private')
    if (knownBlocked(address, dns, targets, port)) throw silent('blocked')
    if (options.afterMs) await wait(left(options.afterMs))
    const talk = new Talk(left)
    const seen = nothingSeen(host, address, port, talk)
    const at = portFor(port, targets)
    try {
      const socket = await reach(address, at, left(patience.connect), () => egressBlocked(address, dns, targets, port))
      if (socket === 'blocked') throw silent('blocked')
      seen.connectMs = talk.now
      talk.note(`connected to ${address}, port ${port}`)
      await meet(new Visit(caller, seen, talk, options, left), socket, () => connectTo(address, at, left(patience.connect)))
    } catch (error) {
      if (error instanceof NoConnection && error.silence === 'network') throw silent('network')
      if (error instanceof NoConnection) seen.state = error.silence === 'closed' ? 'refused' : 'filtered'
      else if (!(error instanceof Stopped)) throw error
      talk.note(endOf(error))
    } finally {
      talk.end()
    }
    return seen
  }
}

function endOf(error: NoConnection | Stopped): string {
  if (error instanceof NoConnection) return error.silence === 'closed' ? 'connection refused' : 'no answer to the connection'
  return { closed: 'the server closed the connection', timeout: 'no answer in time', garbled: 'this is no reply' }[error.why]
}

function nothingSeen(host: string, address: string, port: number, talk: Talk): PortLook {
  return {
    host,
    address,
    port,
    protocol: protocolAt(port),
    implicit: isImplicit(port),
    state: 'open',
    connectMs: undefined,
    greetingMs: undefined,
    waitedMs: undefined,
    banner: undefined,
    greeting: undefined,
    hello: undefined,
    clear: undefined,
    inside: undefined,
    tls: { state: 'none' },
    verified: [],
    envelopes: [],
    smuggled: undefined,
    transcript: talk.transcript,
    at: '',
    milliseconds: 0,
  }
}

/** A look under way: what was seen so far, and what it is seen with. */
class Visit {
  readonly caller: Caller
  readonly seen: PortLook
  readonly talk: Talk
  readonly options: PortOptions
  readonly left: (ms: number) => number

  constructor(caller: Caller, seen: PortLook, talk: Talk, options: PortOptions, left: (ms: number) => number) {
    this.caller = caller
    this.seen = seen
    this.talk = talk
    this.options = options
    this.left = left
  }
}

/** @throws {Stopped} where the conversation ended; what was seen until then is kept */
async function meet(visit: Visit, socket: Socket, again: () => Promise<Socket>): Promise<void> {
  const { seen, talk, caller } = visit
  talk.over(socket, false)
  if (seen.implicit && !(await secure(visit))) return await sayPlainly(visit, again)
  const dialect = await greet(visit)
  if (!dialect || seen.greeting !== 'ok') return
  const listed = await dialect.list(talk, caller)
  seen.hello = listed.hello
  if (seen.implicit) seen.inside = listed.capabilities
  else {
    seen.clear = listed.capabilities
    await turn(visit, dialect)
  }
  if (seen.protocol === 'smtp' && seen.hello !== 'refused' && seen.tls.state !== 'failed') await askFurther(visit)
  dialect.bye(talk)
}

/** The greeting, and what it shows to be spoken here. */
async function greet({ seen, talk, options: { greetingMs = patience.greeting } }: Visit): Promise<Dialect | undefined> {
  const from = talk.now
  const ms = seen.protocol === 'other' ? patience.other : greetingMs
  try {
    const first = await talk.line(ms)
    seen.greetingMs = Math.round((talk.now - from) * 10) / 10
    if (seen.protocol === 'other') seen.protocol = protocolOf(first)
    const dialect = seen.protocol === 'other' ? undefined : dialects[seen.protocol]
    Object.assign(seen, dialect ? await dialect.greeting(first, talk) : { banner: [first], greeting: 'foreign' })
    return dialect
  } catch (error) {
    if (error instanceof Stopped && seen.banner === undefined && seen.greetingMs === undefined) {
      if (error.why === 'garbled') Object.assign(seen, { banner: [talk.unfinished], greeting: 'foreign' })
      else if (error.why === 'closed') seen.state = 'reset'
      else seen.waitedMs = Math.round(talk.now - from)
    }
    throw error
  }
}

/** STARTTLS or STLS, and what is offered once it is done. Who does not say what he can is asked all the same; who refuses our name is not. */
async function turn(visit: Visit, dialect: Dialect): Promise<void> {
  const { seen, talk, caller } = visit
  if (seen.hello === 'refused') return
  if (seen.clear && !dialect.offersTls(seen.clear)) {
    seen.tls = { state: 'absent' }
    return
  }
  const refusal = await dialect.upgrade(talk).catch((error: unknown) => {
    if (error instanceof Stopped && error.why !== 'timeout') seen.tls = { state: 'failed', reason: endOf(error) }
    throw error
  })
  if (refusal !== undefined) {
    seen.tls = seen.clear ? { state: 'refused', reason: refusal } : { state: 'absent' }
    return
  }
  if (!(await secure(visit))) throw new Stopped('closed')
  seen.inside = (await dialect.list(talk, caller)).capabilities
}

/** A handshake over the connection. False when it failed. @throws {Stopped} when nothing came of it: that is silence, and no lack of TLS */
async function secure({ seen, talk, caller, options, left }: Visit): Promise<boolean> {
  const from = talk.now
  const { minVersion = 'TLSv1.2', maxVersion, ciphers = 'DEFAULT@SECLEVEL=0' } = options
  const offer = { ciphers, minVersion, ...(maxVersion ? { maxVersion } : {}) }
  const servername = isIP(seen.host) ? undefined : seen.host
  try {
    const tls = await handshake(talk.release(), { servername, ca: caller.ca, offer }, left(patience.handshake))
    seen.tls = { state: 'done', tls: seenTls(tls, caller.ca), milliseconds: Math.round((talk.now - from) * 10) / 10 }
    talk.over(tls, true)
    talk.note(`TLS: ${seen.tls.tls.version}, ${seen.tls.tls.cipher}`)
    return true
  } catch (error) {
    if (!(error instanceof HandshakeFailed)) throw error
    if (error.kind === 'timeout') throw new Stopped('timeout')
    seen.tls = { state: 'failed', reason: error.message }
    talk.note(`TLS failed: ${error.message}`)
    return false
  }
}

/** OpenSSL's words for a refusal by somebody who speaks TLS. */
function isSaidInTls(reason: string): boolean {
  return /\balert\b|unsupported protocol/.test(reason)
}

/** Where TLS should be spoken from the first octet and is not: what is said instead, over a new connection. */
async function sayPlainly({ seen, talk, options }: Visit, again: () => Promise<Socket>): Promise<void> {
  talk.end()
  if (options.minVersion || options.maxVersion || (seen.tls.state === 'failed' && isSaidInTls(seen.tls.reason))) return
  talk.over(await again().catch(() => Promise.reject(new Stopped('closed'))), false)
  talk.note('connected again, without TLS')
  const protocol = seen.protocol === 'other' ? undefined : dialects[seen.protocol]
  if (!protocol || !(await talk.speaks(patience.plain))) return
  Object.assign(seen, await protocol.greeting(await talk.line(patience.plain), talk))
  protocol.bye(talk)
}
