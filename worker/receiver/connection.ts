/**
 * SMTP, and LMTP (RFC 2033), as smtp-server speaks them, and what it leaves to us: deadlines for each state, limits for each client, our own enhanced status
 * codes, a transcript, and the end of connections that bring too much. This file and door.ts alone touch the package's insides; it is
 * pinned exactly, and test/worker/receiver-limits.test.ts fails when an upgrade moves what is used here.
 *
 * An SMTP conversation (RFC 5321): the server greets, the client introduces itself (EHLO), may begin TLS (STARTTLS, RFC 3207, after which
 * everything starts anew), and then sends mails one after the other: MAIL FROM, RCPT TO once or more, DATA, the mail, a line with one dot.
 */
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { SMTPServer } from 'smtp-server'
import { SMTPConnection, type SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js'
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js'
import { readMail } from './data.ts'
import { isLoopback } from '#env'
import type { House } from './house.ts'
import { type Path, readPath } from './path.ts'
import type { Listener } from './record.ts'
import { type Reply, replies } from './reply.ts'
import { lingerMs } from './turn-away.ts'
import { Undotter } from './undot.ts'
import { type Ending, Visit } from './visit.ts'

export type Done = (error?: Error | null, message?: string | (string | Error)[]) => void
export type DataStream = Parameters<SMTPServer['onData']>[0]

/** Null for a positive reply: the package then sends its own. */
export function asError(reply: Reply | null): Error | null {
  return reply && reply.code >= 400 ? Object.assign(new Error(reply.text), { responseCode: reply.code }) : null
}

/** Its parser, which takes a dot away after a bare LF too, with our own reading of a mail's end. */
class Parser extends SMTPStream {
  undotter = new Undotter()
  /** Commands read so far of what came in one piece. */
  #ofThisPiece = 0

  override _write(chunk: Buffer, encoding: BufferEncoding, next: (error?: Error | null) => void): void {
    this.#ofThisPiece = 0
    super._write(chunk, encoding, next)
  }

  /** Did the command at hand come together with one before it, so without waiting for our reply? To be asked once a command. */
  cameAhead(): boolean {
    return this.#ofThisPiece++ > 0
  }

  override startDataMode(maxBytes?: number | string | null): DataStream {
    this.undotter = new Undotter()
    return super.startDataMode(maxBytes)
  }

  override _feedDataStream(chunk: Buffer, done: (error?: Error | null) => void): void {
    const { octets, rest } = this.undotter.feed(chunk)
    const stream = this._dataStream
    this._countDataBytes(octets.length)
    if (rest) {
      this._endDataMode(octets, rest, done)
      return
    }
    if (!stream?.writable || octets.length === 0 || stream.write(octets)) {
      done()
      return
    }
    // A stream that is destroyed never drains.
    const resume = (): void => {
      stream.off('drain', resume).off('close', resume)
      done()
    }
    stream.on('drain', resume).on('close', resume)
  }
}

const offered = {
  smtp: 'starttls',
  smtps: 'implicit',
  lmtp: 'none',
  submission: 'starttls',
  submissions: 'implicit',
  sandbox: 'starttls',
} as const

/** What a connection needs to know of the port it came through. */
export interface Port {
  server: SMTPServer
  house: House
  listener: Listener
  /** To be called when a socket has gone. */
  left(socket: Socket): void
}

/** One connection. */
export class Conversation extends SMTPConnection {
  house: House
  left: (socket: Socket) => void
  visit: Visit
  /** Of the command at hand, when it is MAIL or RCPT. */
  path: Path | null = null
  verb = ''
  /** Was it sent before our reply to the one before? */
  ahead = false
  /** Of the replies to a mail, which in LMTP is one for each recipient: those still to come. */
  toReply = 0
  lmtp: boolean
  errors = 0
  junk = 0
  ending: Ending | undefined
  /** One command line, from our last reply to its end; bytes in between do not extend it. */
  lineTimer: NodeJS.Timeout
  sessionTimer: NodeJS.Timeout
  gone = Promise.withResolvers<void>()

  constructor({ server, house, listener, left }: Port, socket: Socket | TLSSocket, options?: SMTPConnectionOptions | null) {
    super(server, socket, options)
    this.house = house
    this.left = left
    this.lmtp = listener === 'lmtp'
    house.after(this.gone.promise)
    this.visit = new Visit(house, {
      // A socket of this machine has neither.
      peerAddress: this.remoteAddress || 'local',
      peerPort: this.remotePort || 0,
      tlsOffered: offered[listener],
      listener,
    })
    this.lineTimer = setTimeout(() => this.#lineIsLate(), house.limits.commandMs)
    this.sessionTimer = setTimeout(() => this.hangUp(replies.sessionOver, 'timeout'), house.limits.sessionMs)
  }

  override _createParser(): SMTPStream {
    const parser = new Parser({ maxCommandLength: this._server.options.maxCommandLength })
    parser.oncommand = (command, callback) => {
      this.ahead = parser.cameAhead()
      this._onCommand(command, callback)
    }
    parser.on('error', (error: Error) => this.send(421, error.message))
    return parser
  }

  /** As the package does, without its look-up of the client's name and with our own delay before the greeting. */
  override init(): void {
    const { greetingDelayMs } = this.house.limits
    this._setListeners(() => {
      if (greetingDelayMs === 0) {
        this.connectionReady()
        return
      }
      const early = setTimeout(() => this._closing || this.connectionReady(), greetingDelayMs)
      void this.gone.promise.then(() => clearTimeout(early))
    })
  }

  override _onCommand(command: Buffer, callback?: () => void): void {
    // What came in the clear during a handshake is dropped by the package (RFC 3207 §6).
    if (this._upgrading || this._closing) {
      super._onCommand(command, callback)
      return
    }
    const line = command.toString()
    // What answers a question of AUTH is no command.
    this.verb = this._nextHandler ? '' : (/^[a-z]+/i.exec(line)?.[0].toUpperCase() ?? '')
    this.visit.said(this.#withoutSecrets(line), this.verb, this.ahead)
    // Its own limit on unknown commands is fixed; ours counts them with the other errors.
    this._unrecognizedCommands = 0
    const repeated = /^(HELO|EHLO|LHLO)$/.test(this.verb) && this.visit.introduction.helo !== ''
    if (repeated || /^(NOOP|RSET|VRFY|EXPN|HELP)$/.test(this.verb)) this.#countJunk()
    if (!this._closing) super._onCommand(command, callback)
  }

  override handler_EHLO(command: Buffer, callback: () => void): void {
    super.handler_EHLO(command, () => this.#greeted(command, true, callback))
  }

  override handler_HELO(command: Buffer, callback: () => void): void {
    super.handler_HELO(command, () => this.#greeted(command, false, callback))
  }

  override handler_RSET(command: Buffer, callback: () => void): void {
    this.visit.reset()
    super.handler_RSET(command, callback)
  }

  override handler_AUTH(command: Buffer, callback: () => void): void {
    if (this.#mayAuthenticate()) {
      super.handler_AUTH(command, callback)
      return
    }
    this.send(replies.encryptFirst.code, replies.encryptFirst.text)
    callback()
  }

  /** A password in the clear only where nobody can listen. */
  #mayAuthenticate(): boolean {
    return this.secure || isLoopback(this.remoteAddress)
  }

  /** As it is written down: what AUTH brings, and who answers its questions, is not. */
  #withoutSecrets(line: string): string {
    if (this._nextHandler) return '…'
    return this.verb === 'AUTH' ? line.replace(/^(\S+\s+\S+)\s.*$/s, '$1 …') : line
  }

  override handler_QUIT(command: Buffer, callback: () => void): void {
    this.ending ??= 'quit'
    super.handler_QUIT(command, callback)
  }

  /** The package takes U-labels, refuses quoted local parts, and rewrites what it takes: we read paths ourselves. */
  override _parseAddressCommand(rawName: string, rawCommand: Buffer | string) {
    const command = rawCommand.toString()
    const colon = command.indexOf(':')
    this.path = command.slice(0, colon).trim().toUpperCase() === rawName.toUpperCase() ? readPath(command.slice(colon + 1)) : null
    if (!this.path) return false
    const { address, parameters, duplicate } = this.path
    const args = parameters.size > 0 ? Object.fromEntries(parameters) : (false as const)
    return { address, args, ...(duplicate === undefined ? {} : { duplicate }) }
  }

  /** The one place where replies leave: with our enhanced codes, written down, and counted. */
  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    const enhanced = (text: string): string => {
      const own = /^[245]\.\d{1,3}\.\d{1,3} /.test(text) || context === false
      return own ? text : `${this._getEnhancedStatusCode(code, context)} ${text}`.trim()
    }
    // RFC 4954 §4: a way in that is not open yet is not offered.
    const said = [data ?? ''].flat().filter((line) => code !== 250 || !line.startsWith('AUTH ') || this.#mayAuthenticate())
    const lines = said.map(enhanced)
    const goesOut = !this._upgrading && this._socket.readyState === 'open'
    if (goesOut) lines.forEach((line, index) => this.visit.replied(`${code}${index < lines.length - 1 ? '-' : ' '}${line}`))
    if (code === 421) this.ending ??= 'refused'
    super.send(code, Array.isArray(data) ? lines : lines[0], false)
    if (code !== 354 && --this.toReply <= 0) this.visit.answered()
    if (!this._closed) this.lineTimer.refresh()
    if (goesOut && code !== 421) this.#count(code)
  }

  override _getEnhancedStatusCode(code: number, context?: string | false): string {
    if (context === false) return ''
    if (code === 421) return this._server._closeTimeout ? '4.3.2' : '4.7.0'
    return super._getEnhancedStatusCode(code, context)
  }

  override upgrade(callback: () => void, secureCallback?: () => void): void {
    const plain = this._socket
    super.upgrade(callback, secureCallback)
    // It has removed all listeners.
    plain.once('close', () => this.left(plain))
    this.lineTimer.refresh()
  }

  override _onClose(): void {
    const first = !this._closed
    super._onClose()
    if (!first) return
    clearTimeout(this.lineTimer)
    clearTimeout(this.sessionTimer)
    this.visit.closed(this.ending ?? 'closed')
    this.gone.resolve()
  }

  override _onError(error: Error): void {
    this.ending ??= 'error'
    super._onError(error)
  }

  /** Says a last reply and closes. */
  hangUp(reply: Reply, ending: Ending): void {
    if (this._closing || this._closed) return
    this.ending ??= ending
    this.send(reply.code, reply.text)
    this.close()
  }

  /** The same, and reads nothing more. */
  cutOff(reply: Reply, ending: Ending): void {
    this.hangUp(reply, ending)
    this._socket.pause()
    setTimeout(() => this._socket.destroy(), lingerMs).unref()
  }

  /** Ends the connection without a word. */
  drop(): void {
    this.ending ??= 'refused'
    this._socket.destroy()
  }

  goingDown(): void {
    if (!this._dataStream && !this._handlerPending) this.hangUp(replies.goingDown, 'closed')
  }

  /** The mail itself, from 354 to the reply to its final dot. */
  receive(stream: DataStream, done: Done): void {
    const { visit } = this
    const { limits, memory } = this.house
    if (!visit.dataBegun()) {
      this.drop()
      return
    }
    readMail(stream, { limits, memory, cutOff: (reply, ending) => this.#cutOffMail(reply, ending) })
      .then(async (mail) => {
        if (!mail) return
        if ('refusal' in mail) visit.dataRefused(mail.refusal)
        const reply = 'refusal' in mail ? mail.refusal : await visit.received(mail.bytes).finally(mail.release)
        if (!reply) return this.drop()
        if (reply.code === 250) this.junk = 0
        this.#replyToMail(reply, done)
        if (this._server._closeTimeout) this.hangUp(replies.goingDown, 'closed')
      })
      .catch(() => this.#replyToMail(replies.tryLater, done))
  }

  /** After a 421 the connection ends (RFC 5321 §3.8). */
  replyToRecipient(reply: Reply, done: Done): void {
    if (reply.code === 421) this.hangUp(reply, 'refused')
    else done(asError(reply))
  }

  /** One reply; in LMTP one for each recipient that was accepted, in their order (RFC 2033 §4.2). */
  #replyToMail(reply: Reply, done: Done): void {
    if (reply.code === 421) this.hangUp(reply, 'refused')
    else if (this.lmtp) {
      const answers = this.visit.repliesToRecipients(reply)
      this.toReply = answers.length
      done(
        null,
        answers.map((one) => asError(one) ?? one.text),
      )
    } else if (reply.code === 250) done(null, reply.text)
    else done(asError(reply))
  }

  #cutOffMail(reply: Reply, ending: Ending): void {
    if (this._closing) return
    this.visit.dataRefused(reply)
    this.cutOff(reply, ending)
  }

  #greeted(command: Buffer, extended: boolean, callback: () => void): void {
    const [, helo = ''] = command.toString().trim().split(/\s+/)
    // The package keeps the name in lower case, and only when it took it.
    if (helo !== '' && this.hostNameAppearsAs === helo.toLowerCase()) this.visit.greeted(helo, extended)
    callback()
  }

  #lineIsLate(): void {
    if (this._closing || this._closed) return
    if (this._upgrading) this.#dropHandshake()
    else if (this._handlerPending || this._dataStream) this.lineTimer.refresh()
    else this.hangUp(replies.timeout, 'timeout')
  }

  #dropHandshake(): void {
    this.ending ??= 'timeout'
    this._socket.destroy()
  }

  /** Errors end a session; what is merely not granted now counts as a command without a mail. */
  #count(code: number): void {
    if (code >= 500 && ++this.errors >= this.house.limits.errors) this.hangUp(replies.tooManyErrors, 'refused')
    else if (code >= 400) this.#countJunk()
  }

  #countJunk(): void {
    if (++this.junk > this.house.limits.junkCommands) this.hangUp(replies.tooManyCommands, 'refused')
  }
}
