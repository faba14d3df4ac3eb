/** The IMAP ports: with STARTTLS, and with TLS from the first octet. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, type SecureContext } from 'node:tls'
import { isLoopback } from '#env'
import type { Certificate } from '../receiver/certificate.ts'
import { openClients } from '../receiver/clients.ts'
import { tlsOptions } from '../receiver/door.ts'
import type { Guard } from '../mailbox/guard.ts'
import type { Post } from '../mailbox/mailboxes.ts'
import { type House, openHouse } from './house.ts'
import type { Limits } from './limits.ts'
import { Session } from './session.ts'
import { Wire } from './wire.ts'

export interface ImapOptions {
  host: string
  imapPort: number
  imapsPort: number
  name: string
  limits: Limits
  post: Post
  guard: Guard
  certificate: Certificate
}

export interface Imap {
  /** The ports listened on, also when 0 was asked for. */
  imapPort: number
  imapsPort: number
  renewCertificate(certificate: Certificate): void
  /** Says goodbye to everybody. */
  close(): Promise<void>
}

const goodbyeMs = 2000

/** Starts to listen. @throws when a port cannot be had */
export async function startImap(options: ImapOptions): Promise<Imap> {
  const { host, limits } = options
  let secureContext = contextOf(options.certificate)
  const clients = openClients({ ...limits, mailRate: 0 })
  const house = openHouse({ ...options, secureContext: () => secureContext })
  const sessions = new Map<Session, Promise<void>>()

  const listen = async (port: number, implicitTls: boolean): Promise<Server> => {
    const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
      const arrival = clients.arrive(socket.remoteAddress ?? '')
      if ('refusal' in arrival) {
        turnAway(socket, implicitTls)
        return
      }
      socket.once('close', arrival.leave)
      void receive(socket, implicitTls)
    })
    server.listen(port, host)
    await once(server, 'listening')
    return server
  }

  async function receive(socket: Socket, implicitTls: boolean): Promise<void> {
    const wire = await secured(house, socket, implicitTls)
    if (!wire) return
    const peerAddress = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
    const session = new Session(house, wire, { peerAddress, isLocal: isLoopback(peerAddress) })
    const running = session.run().finally(() => sessions.delete(session))
    sessions.set(session, running)
    await running
  }

  const servers = [await listen(options.imapPort, false), await listen(options.imapsPort, true)]
  const [imapPort = 0, imapsPort = 0] = servers.map((server) => (server.address() as AddressInfo).port)
  return {
    ...{ imapPort, imapsPort },
    renewCertificate(certificate) {
      secureContext = contextOf(certificate)
    },
    async close() {
      const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
      for (const session of sessions.keys()) session.bye('Going down')
      const late = setTimeout(() => {
        for (const session of sessions.keys()) session.wire.destroy()
      }, goodbyeMs)
      await Promise.all([...sessions.values(), ...closed])
      clearTimeout(late)
    },
  }
}

const contextOf = (certificate: Certificate): SecureContext => createSecureContext(tlsOptions(certificate))

/** Null when the handshake failed or took too long. */
async function secured({ limits, secureContext }: House, socket: Socket, implicitTls: boolean): Promise<Wire | null> {
  const wire = new Wire(socket)
  if (!implicitTls) return wire
  const late = setTimeout(() => wire.destroy(), limits.loginMs)
  try {
    await wire.secure(secureContext())
    return wire
  } catch {
    wire.destroy()
    return null
  } finally {
    clearTimeout(late)
  }
}

function turnAway(socket: Socket, implicitTls: boolean): void {
  socket.on('error', () => {})
  if (implicitTls) socket.destroy()
  else socket.end('* BYE Too many connections\r\n')
  socket.resume()
  setTimeout(() => socket.destroy(), 1000).unref()
}
