/**
 * A look at a mail server: greeting, EHLO, STARTTLS, and goodbye (RFC 5321 §3.1, RFC 3207). No mail is sent, and no
 * recipient named unless that is what is asked for.
 */
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { type LookOptions, type Silence, type SmtpLook, type SmtpReply, Unreachable } from '#checks/net.ts'
import { connectTo, NoConnection } from './connect.ts'
import { egressBlocked, knownBlocked } from './egress.ts'
import { mayReach, portFor, type Targets } from './guard.ts'
import { HandshakeFailed, handshake, seenTls } from './tls.ts'
import type { Outside } from './window.ts'

/** Milliseconds for each step. Servers that let strangers wait before the greeting do so for 20 to 30 seconds. */
const patience = { connect: 10_000, greeting: 40_000, reply: 20_000, handshake: 20_000 }

/** A reply is no longer than this (RFC 5321 §4.5.3.1.5 allows 512 octets a line), whatever a server likes to say. */
const mostLines = 100
const longestLine = 1000
const mostBytes = 65_536

/** Every cipher and key OpenSSL can still do: we look, we do not trust. */
const everything = 'DEFAULT@SECLEVEL=0'

export interface Caller {
  /** Our name in EHLO. */
  name: string
  /** A page that says who looks, and how to have it never again. */
  about?: string
  targets: Targets
  /** A root that counts beside those we know (PEM). */
  ca: string | undefined
}

/** A client that looks at mail servers. */
export function smtpClient({ name, targets, ca }: Caller): Outside['look'] {
  return async (host, address, options, dns, leftMs) => {
    const port = portFor(25, targets)
    const deadline = performance.now() + leftMs
    const left = (ms: number) => Math.max(1, Math.min(ms, deadline - performance.now()))
    const silent = (reason: Silence) => new Unreachable(`${host}:25`, reason, address, 'smtp')
    if (!mayReach(address, targets)) throw silent('private')
    if (knownBlocked(address, dns, targets)) throw silent('blocked')
    const socket = await reach(address, port, left(patience.connect), () => egressBlocked(address, dns, targets)).catch(
      (error) => {
        throw error instanceof NoConnection ? silent(error.silence) : error
      },
    )
    if (socket === 'blocked') throw silent('blocked')
    const talk = new Conversation(socket, silent, left)
    try {
      const seen = await meet(talk, { host, name, ca, options })
      return { host, address, port, ...seen, at: '', milliseconds: 0 }
    } finally {
      talk.end()
    }
  }
}

/** A connection that takes longer than this may be one that never comes. Half the earth and back is three tenths of a second. */
const doubtMs = 500

/** Connects. When that takes long or fails, others are tried too: if none of them can be reached, it is our network. @throws {NoConnection} */
export async function reach(
  address: string,
  port: number,
  ms: number,
  isBlocked: () => Promise<boolean>,
): Promise<Socket | 'blocked'> {
  const connecting = connectTo(address, port, ms)
  const doubt = new AbortController()
  const doubted = wait(doubtMs, undefined, { signal: doubt.signal }).then(isBlocked, () => false)
  const first = await Promise.race([connecting.catch((error: unknown) => error), doubted.then((blocked) => blocked && 'blocked')])
  doubt.abort()
  if (first === 'blocked') {
    connecting.then((socket) => socket.destroy()).catch(() => undefined)
    return 'blocked'
  }
  try {
    return await connecting
  } catch (error) {
    if (error instanceof NoConnection && (await isBlocked())) return 'blocked'
    throw error
  }
}

interface Visit {
  host: string
  name: string
  ca: string | undefined
  options: LookOptions
}

type Seen = Pick<SmtpLook, 'greeting' | 'ehlo' | 'starttls' | 'recipients'>

async function meet(talk: Conversation, visit: Visit): Promise<Seen> {
  const greeting = await talk.reply(patience.greeting)
  // RFC 5321 §3.1: 554 and 421 say that this server talks to nobody, or not to us; nothing more is to be seen.
  if (greeting.code !== 220) throw talk.silent('refused')
  const extended = await talk.say(`EHLO ${visit.name}`)
  const ehlo = extended.code === 250 ? extended : await talk.say(`HELO ${visit.name}`)
  if (ehlo.code !== 250) throw talk.silent('refused')
  const { recipients } = visit.options
  if (recipients) return { greeting, ehlo, starttls: { state: 'absent' }, recipients: await nameAll(talk, recipients) }
  const offered = extended.code === 250 && extended.lines.slice(1).some((line) => /^STARTTLS\b/i.test(line))
  const starttls: SmtpLook['starttls'] = offered ? await secure(talk, visit) : { state: 'absent' }
  if (!offered) talk.bye()
  return { greeting, ehlo, starttls }
}

/** RCPT TO for each, and no DATA: nobody gets a mail. */
async function nameAll(talk: Conversation, recipients: readonly string[]): Promise<SmtpReply[]> {
  const from = await talk.say('MAIL FROM:<>')
  const replies: SmtpReply[] = []
  for (const recipient of recipients) replies.push(from.code === 250 ? await nameOne(talk, recipient) : from)
  talk.bye()
  return replies
}

/** @throws {Unreachable} for what would end the command early */
async function nameOne(talk: Conversation, recipient: string): Promise<SmtpReply> {
  if (!/^[\x21-\x7e]{1,320}$/.test(recipient) || /[<>]/.test(recipient)) throw talk.silent('bad-name')
  return await talk.say(`RCPT TO:<${recipient}>`)
}

async function secure(talk: Conversation, { host, ca, options }: Visit): Promise<SmtpLook['starttls']> {
  const { inject = false, minVersion, maxVersion, ciphers = everything } = options
  const reply = await talk.say(inject ? 'STARTTLS\r\nNOOP' : 'STARTTLS').catch(closedAnswer)
  if (!reply) return { state: 'failed', reason: 'the connection was closed' }
  if (reply.code !== 220) {
    talk.bye()
    return { state: 'refused', reply }
  }
  const offer = { ciphers, minVersion: minVersion ?? 'TLSv1.2', ...(maxVersion ? { maxVersion } : {}) } as const
  try {
    const tls = await handshake(talk.release(), { servername: host, ca, offer }, talk.left(patience.handshake))
    const seen = seenTls(tls, ca)
    const inside = talk.within(tls)
    if (!inject) {
      inside.bye()
      inside.end()
      return { state: 'done', tls: seen, injected: undefined }
    }
    // Whoever kept the command sent in the clear answers it now, before our goodbye: 250, not 221.
    const first = await inside.say('QUIT').catch(closedAnswer)
    inside.end()
    return { state: 'done', tls: seen, injected: first?.code === 250 }
  } catch (error) {
    if (!(error instanceof HandshakeFailed)) throw error
    if (error.kind === 'timeout') throw talk.silent('timeout')
    return { state: 'failed', reason: error.message }
  }
}

/** A server that hangs up instead of answering has answered. */
function closedAnswer(error: unknown): undefined {
  if (error instanceof Unreachable && error.reason === 'closed') return undefined
  throw error
}

/** Lines out, replies in. */
class Conversation {
  readonly silent: (reason: Silence) => Unreachable
  readonly left: (ms: number) => number
  #socket: Socket
  #received = ''
  #ended = false
  #waiting: (() => void) | undefined
  readonly #hear = (octets: Buffer) => {
    this.#received += octets.toString('latin1')
    if (this.#received.length > mostBytes) this.#socket.destroy()
    this.#waiting?.()
  }
  readonly #finish = () => {
    this.#ended = true
    this.#waiting?.()
  }

  constructor(socket: Socket, silent: (reason: Silence) => Unreachable, left: (ms: number) => number) {
    this.#socket = socket
    this.silent = silent
    this.left = left
    socket.on('data', this.#hear)
    socket.on('close', this.#finish)
    socket.on('end', this.#finish)
  }

  /** Sends a line and waits for its reply. @throws {Unreachable} */
  async say(line: string): Promise<SmtpReply> {
    this.#socket.write(`${line}\r\n`)
    return await this.reply(patience.reply)
  }

  /** The next whole reply. @throws {Unreachable} */
  async reply(ms: number): Promise<SmtpReply> {
    const deadline = performance.now() + this.left(ms)
    for (;;) {
      const read = readReply(this.#received)
      if (read === 'malformed') throw this.silent('malformed')
      if (read) {
        this.#received = read.rest
        return read.reply
      }
      if (this.#ended) throw this.silent('closed')
      const left = deadline - performance.now()
      if (left <= 0) throw this.silent('timeout')
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.#waiting = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  bye(): void {
    this.#socket.write('QUIT\r\n')
  }

  /** The bare connection, for a handshake: from here on nothing is heard in the clear. */
  release(): Socket {
    this.#socket.removeListener('data', this.#hear)
    return this.#socket
  }

  /** The same conversation, inside TLS. */
  within(tls: Socket): Conversation {
    return new Conversation(tls, this.silent, this.left)
  }

  /** What was written still goes out; then the connection is gone, whatever the other side does. */
  end(): void {
    const socket = this.#socket
    socket.end()
    setTimeout(() => socket.destroy(), 1000).unref()
  }
}

/** The first whole reply in a text (RFC 5321 §4.2.1); undefined while it is not complete. */
function readReply(text: string): { reply: SmtpReply; rest: string } | 'malformed' | undefined {
  const lines: string[] = []
  for (let start = 0; ; ) {
    const end = text.indexOf('\n', start)
    if (end < 0) return undefined
    const [, code, more, words] = /^(\d{3})([ -]?)(.*)$/.exec(text.slice(start, end).replace(/\r$/, '')) ?? []
    if (!code || lines.length >= mostLines) return 'malformed'
    lines.push(safe(words ?? ''))
    start = end + 1
    if (more !== '-') return { reply: { code: Number(code), lines }, rest: text.slice(start) }
  }
}

/** Nothing but printable ASCII: a banner is shown and stored. */
function safe(line: string): string {
  return line.slice(0, longestLine).replaceAll(/[^\x20-\x7e]/g, '?')
}
