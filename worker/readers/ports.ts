/** Two ports of one protocol for mail programs: one in the clear where TLS can be begun, and one with TLS from the first octet. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, type SecureContext } from 'node:tls'
import { isLoopback } from '#env'
import { type House, openHouse } from '../imap/house.ts'
import type { Limits } from '../imap/limits.ts'
import { Wire } from '../imap/wire.ts'
import type { Guard } from '../mailbox/guard.ts'
import type { Post } from '../mailbox/mailboxes.ts'
import type { Certificate } from '../receiver/certificate.ts'
import { openClients } from '../receiver/clients.ts'
import { tlsOptions } from '../receiver/door.ts'

export interface Caller {
  peerAddress: string
  /** Does the connection stay on this machine? Then a password may come in the clear. */
  isLocal: boolean
}

/** One conversation. */
export interface Talk {
  wire: Wire
  /** Until the client has gone. Never throws. */
  run(): Promise<void>
  /** Says why, where the protocol has words for it, and closes. */
  bye(why: string): void
}

export interface PortsOptions {
  host: string
  port: number
  tlsPort: number
  name: string
  limits: Limits
  post: Post
  guard: Guard
  certificate: Certificate
  open(house: House, wire: Wire, caller: Caller): Talk
  /** What a client beyond the limits is told. */
  tooMany: string
}

export interface Ports {
  /** The ports listened on, also when 0 was asked for. */
  port: number
  tlsPort: number
  renewCertificate(certificate: Certificate): void
  /** Says goodbye to everybody. */
  close(): Promise<void>
}

const goodbyeMs = 2000

/** Starts to listen. @throws when a port cannot be had */
export async function startPorts(options: PortsOptions): Promise<Ports> {
  const { host, limits } = options
  let secureContext = contextOf(options.certificate)
  const clients = openClients({ ...limits, mailRate: 0 })
  const house = openHouse({ ...options, secureContext: () => secureContext })
  const talks = new Map<Talk, Promise<void>>()

  const listen = async (port: number, implicitTls: boolean): Promise<Server> => {
    const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
      const arrival = clients.arrive(socket.remoteAddress ?? '')
      if ('refusal' in arrival) {
        turnAway(socket, implicitTls ? null : options.tooMany)
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
    const talk = options.open(house, wire, { peerAddress, isLocal: isLoopback(peerAddress) })
    const running = talk.run().finally(() => talks.delete(talk))
    talks.set(talk, running)
    await running
  }

  const servers = [await listen(options.port, false), await listen(options.tlsPort, true)]
  const [port = 0, tlsPort = 0] = servers.map((server) => (server.address() as AddressInfo).port)
  return {
    ...{ port, tlsPort },
    renewCertificate(certificate) {
      secureContext = contextOf(certificate)
    },
    async close() {
      const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
      for (const talk of talks.keys()) talk.bye('Going down')
      const late = setTimeout(() => {
        for (const talk of talks.keys()) talk.wire.destroy()
      }, goodbyeMs)
      await Promise.all([...talks.values(), ...closed])
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

function turnAway(socket: Socket, line: string | null): void {
  socket.on('error', () => {})
  if (line === null) socket.destroy()
  else socket.end(`${line}\r\n`)
  socket.resume()
  setTimeout(() => socket.destroy(), 1000).unref()
}
