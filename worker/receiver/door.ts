/**
 * A port that takes mail: who may come in, and with which encryption. With connection.ts this is the only file that touches the insides
 * of smtp-server; see there.
 */
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { SMTPServer } from 'smtp-server'
import type { SMTPConnection, SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js'
import type { Certificate } from './certificate.ts'
import { asError, Conversation, type DataStream, type Done } from './connection.ts'
import type { House } from './house.ts'
import { isSandbox, type Listener } from './record.ts'
import { replies } from './reply.ts'
import { turnAway } from './turn-away.ts'

type Session = SMTPConnection['session']
type Credentials = { username?: string | null; password?: string | null }
type AuthDone = (error: Error | null | undefined, response?: { user: string }) => void

/** Connections beyond the limit that may wait to be turned away with a reply. */
const lingering = 500

export const tlsOptions = ({ cert, key }: Pick<Certificate, 'cert' | 'key'>) => ({ cert, key, minVersion: 'TLSv1.2' as const })

/** A port that takes mail. */
export class Door extends SMTPServer {
  house: House
  listener: Listener
  conversations = new WeakMap<Session, Conversation>()
  /** What to call when a socket has gone. */
  leaving = new WeakMap<Socket, () => void>()

  constructor({ house, certificate, listener }: { house: House; certificate: Certificate; listener: Listener }) {
    const { limits, name } = house
    super({
      ...tlsOptions(certificate),
      secure: listener === 'smtps' || listener === 'submissions',
      lmtp: listener === 'lmtp',
      name,
      banner: 'Seedbed',
      heloResponse: '%s',
      size: limits.mailBytes,
      maxRecipients: limits.recipients,
      maxCommandLength: limits.commandBytes,
      // A mail server here needs no encryption to reach us.
      disabledCommands: [
        ...['XCLIENT', 'XFORWARD', 'WIZ', 'SHELL', 'KILL'],
        ...(isSandbox(listener) ? [] : ['AUTH']),
        ...(listener === 'lmtp' ? ['STARTTLS'] : []),
      ],
      authMethods: ['PLAIN', 'LOGIN'],
      // A port of this machine takes any password or none. Whether one may come now, the conversation knows.
      authOptional: listener === 'sandbox',
      allowInsecureAuth: true,
      authRequiredMessage: replies.authenticateFirst.text,
      disableReverseLookup: true,
      hideENHANCEDSTATUSCODES: false,
      logger: false,
      // Its idle timer counts from the last octet; ours, which do not, come first.
      socketTimeout: limits.sessionMs,
    })
    this.house = house
    this.listener = listener
    this.server.maxConnections = limits.connections + lingering
  }

  /** Called for each socket before anything else, also before a TLS handshake. */
  override _acceptSocket(socket: Socket, handshake: boolean): (() => void) | false {
    const { clients, counts, limits } = this.house
    const arrival = clients.arrive(socket.remoteAddress ?? '')
    if ('refusal' in arrival) {
      counts.add('refusedConnections')
      turnAway(socket, handshake ? null : arrival.refusal)
      return false
    }
    this.leaving.set(socket, arrival.leave)
    socket.once('close', arrival.leave)
    const release = super._acceptSocket(socket, handshake)
    if (release === false || !handshake) return release
    // The socket on top is destroyed: taking the one below away in the middle of a handshake would crash.
    const hello = setTimeout(() => (this._pendingSockets.get(socket) ?? socket).destroy(), limits.commandMs)
    return () => {
      clearTimeout(hello)
      release()
    }
  }

  /** TLS on top of a socket that was destroyed since it came in (when we go down) would crash Node. */
  override _upgrade(socket: Socket, done: Parameters<SMTPServer['_upgrade']>[1]): void {
    if (socket.destroyed) done(new Error('The connection ended before TLS began'))
    else super._upgrade(socket, done)
  }

  override connect(socket: Socket | TLSSocket, socketOptions?: SMTPConnectionOptions | null): void {
    if (socket.destroyed) return
    if (this._closeTimeout) {
      turnAway(socket, replies.goingDown)
      return
    }
    const conversation = new Conversation(
      { server: this, house: this.house, listener: this.listener, left: (gone) => this.leaving.get(gone)?.() },
      socket,
      socketOptions,
    )
    this.conversations.set(conversation.session, conversation)
    this.connections.add(conversation)
    // A client that goes away in the middle is nothing to report; its session says so.
    conversation.on('error', () => {})
    conversation.init()
  }

  override onConnect(_session: Session, done: Done): void {
    done()
  }

  override onSecure(socket: Socket | TLSSocket, session: Session, done: Done): void {
    const conversation = this.conversations.get(session)
    if (conversation && socket instanceof TLSSocket) {
      conversation.visit.secured({ version: socket.getProtocol() ?? '', cipher: socket.getCipher().name })
      conversation.lineTimer.refresh()
    }
    done()
  }

  override onAuth(given: Credentials, session: Session, done: AuthDone): void {
    const conversation = this.conversations.get(session)
    const [username, password] = [given.username ?? '', given.password ?? '']
    const open = async (): Promise<void> => {
      if (!conversation) return done(asError(replies.tryLater))
      if (this.listener === 'sandbox') return done(null, { user: username || 'anybody' })
      const opened = await this.house.sandbox.open(conversation.visit.caller.peerAddress, { username, password })
      if ('code' in opened) return done(asError(opened))
      conversation.visit.owner = opened
      done(null, { user: username })
    }
    open().catch(() => done(asError(replies.tryLater)))
  }

  override onMailFrom(_address: object, session: Session, done: Done): void {
    const conversation = this.conversations.get(session)
    const path = conversation?.path
    done(asError(path ? conversation.visit.mailFrom(path) : replies.badSender))
  }

  override onRcptTo(_address: object, session: Session, done: Done): void {
    const conversation = this.conversations.get(session)
    if (!conversation?.path) {
      done(asError(replies.badRecipient))
      return
    }
    conversation.visit.rcptTo(conversation.path).then(
      (reply) => conversation.replyToRecipient(reply, done),
      () => done(asError(replies.tryLater)),
    )
  }

  override onData(stream: DataStream, session: Session, done: Done): void {
    this.conversations.get(session)?.receive(stream, done)
  }

  /** Says 421 to everybody; those in the middle of a mail get its reply first. Resolves when all have gone. */
  async shut(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.close(resolve))
    for (const connection of this.connections) if (connection instanceof Conversation) connection.goingDown()
    const late = setTimeout(() => {
      for (const connection of this.connections) connection._socket.destroy()
    }, graceMs)
    await closed
    clearTimeout(late)
  }
}
