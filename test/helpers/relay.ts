/** A relay that answers as its script says. Its certificate is for relay.test, from a root of its own. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { issue } from './certificate.ts'

const root = issue({ commonName: 'root', ca: true })
const leaf = issue({ names: ['relay.test'], issuer: root })
const secureContext = createSecureContext({ cert: leaf.cert, key: leaf.key })

/** What its certificate stands on (PEM). */
export const relayRoot = root.cert

/** What it answers to a command, by its first word; `mail` to the octets. `hang up` instead of a reply, '' for none. */
export interface Script {
  greeting?: string
  EHLO?: string
  STARTTLS?: string
  AUTH?: string
  MAIL?: string
  RCPT?: string
  DATA?: string
  mail?: string
  /** TLS from the first octet. */
  implicit?: boolean
}

const inOrder: Script = {
  greeting: '220 relay.test ESMTP',
  EHLO: '250-relay.test\r\n250 8BITMIME',
  STARTTLS: '220 2.0.0 go ahead',
  AUTH: '235 2.7.0 welcome',
  MAIL: '250 2.1.0 ok',
  RCPT: '250 2.1.5 ok',
  DATA: '354 go on',
  mail: '250 2.0.0 queued as 4711',
}

export interface RelayServed {
  port: number
  /** What it was told, line by line, `connected` first. */
  told: string[]
  /** The mails it was given, with the final dot. */
  mails: string[]
  /** From the next connection on it answers so. */
  set(script: Script): void
  close(): void
}

export async function serveRelay(first: Script = {}): Promise<RelayServed> {
  const [told, mails]: [string[], string[]] = [[], []]
  let script = first
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.unref()
    told.push('connected')
    const whole = { ...inOrder, ...script }
    play(script.implicit ? secured(socket) : socket, whole, { told, mails }, true)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const set = (next: Script) => {
    script = next
  }
  return { port: (server.address() as AddressInfo).port, told, mails, set, close: () => server.close() }
}

function secured(socket: Socket): Socket {
  const tls = new TLSSocket(socket, { isServer: true, secureContext })
  tls.on('error', () => tls.destroy())
  return tls
}

function play(socket: Socket, script: Script, seen: Pick<RelayServed, 'told' | 'mails'>, greets: boolean): void {
  const answer = (reply = '500 5.5.1 what?') =>
    reply === 'hang up' ? socket.destroy() : reply !== '' && socket.write(`${reply}\r\n`)
  if (greets) answer(script.greeting)
  let heard = ''
  let mail: string | undefined
  socket.on('data', function hear(octets) {
    heard += octets
    while (heard.includes('\n')) {
      const line = heard.slice(0, heard.indexOf('\n')).trimEnd()
      heard = heard.slice(heard.indexOf('\n') + 1)
      if (mail !== undefined) {
        mail += `${line}\r\n`
        if (line !== '.') continue
        seen.mails.push(mail)
        mail = undefined
        answer(script.mail)
        continue
      }
      seen.told.push(line)
      const [verb = ''] = line.split(/[ :]/)
      if (verb === 'QUIT') socket.end('221 2.0.0 bye\r\n')
      else answer(script[verb as Exclude<keyof Script, 'implicit'>])
      if (verb === 'DATA' && script.DATA?.startsWith('354')) mail = ''
      if (verb !== 'STARTTLS' || !script.STARTTLS?.startsWith('220')) continue
      socket.removeListener('data', hear)
      return play(secured(socket), script, seen, false)
    }
  })
}
