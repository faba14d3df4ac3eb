/** An SMTP client that says exactly what it is told, octet for octet, and a proxy that can cut a connection to a service. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export class SmtpClient {
  socket: Socket
  buffered = ''
  ended = false
  wake: (() => void) | undefined

  constructor(socket: Socket) {
    this.socket = socket
    this.#listen()
  }

  /** Connects and reads the greeting, which is kept in `greeting`. */
  static async connect(
    port: number,
    { implicitTls = false, from }: { implicitTls?: boolean; from?: string } = {},
  ): Promise<SmtpClient> {
    const address = { host: '127.0.0.1', port, ...(from ? { localAddress: from } : {}) }
    const socket = implicitTls ? connectTls({ ...address, rejectUnauthorized: false }) : connect(address)
    const client = new SmtpClient(socket)
    await once(socket, implicitTls ? 'secureConnect' : 'connect')
    return client
  }

  /** The next reply with all its lines; '' when the connection ended instead. */
  async reply(): Promise<string> {
    for (;;) {
      const complete = /^(?:\d{3}-[^\n]*\n)*\d{3} [^\n]*\n/.exec(this.buffered)
      if (complete) {
        this.buffered = this.buffered.slice(complete[0].length)
        return complete[0].trimEnd().replaceAll('\r\n', '\n')
      }
      if (this.ended) return ''
      await new Promise<void>((resolve) => (this.wake = resolve))
    }
  }

  send(octets: string | Uint8Array): void {
    this.socket.write(octets)
  }

  /** Says one line and hears the reply. */
  async say(line: string): Promise<string> {
    this.send(`${line}\r\n`)
    return this.reply()
  }

  /** From the greeting to the recipients; returns their replies. */
  async begin(...recipients: string[]): Promise<string[]> {
    await this.reply()
    await this.say('EHLO client.example')
    return this.envelope(...recipients)
  }

  async envelope(...recipients: string[]): Promise<string[]> {
    await this.say('MAIL FROM:<sender@example.com>')
    const replies: string[] = []
    for (const recipient of recipients) replies.push(await this.say(`RCPT TO:<${recipient}>`))
    return replies
  }

  /** DATA, the octets as they are, and the final dot. */
  async data(octets: string | Uint8Array): Promise<string> {
    await this.say('DATA')
    this.send(octets)
    this.send('\r\n.\r\n')
    return this.reply()
  }

  async startTls(): Promise<void> {
    const plain = this.socket
    plain.removeAllListeners()
    this.socket = connectTls({ socket: plain, rejectUnauthorized: false })
    this.#listen()
    await once(this.socket, 'secureConnect')
  }

  /** Everything that still comes until the connection ends. */
  async rest(): Promise<string> {
    while (!this.ended) await new Promise<void>((resolve) => (this.wake = resolve))
    return this.buffered
  }

  async quit(): Promise<void> {
    this.send('QUIT\r\n')
    await this.rest()
  }

  #listen(): void {
    this.socket.on('data', (chunk: Buffer) => {
      this.buffered += chunk.toString('latin1')
      this.wake?.()
    })
    this.socket.on('error', () => {})
    this.socket.on('close', () => {
      this.ended = true
      this.wake?.()
    })
  }
}

export interface Cuttable {
  port: number
  /** Cuts what is open and refuses what comes. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

/** A proxy in front of a TCP service. */
export async function cuttableProxy(target: { host: string; port: number }): Promise<Cuttable> {
  const open = new Set<Socket>()
  let whole = true
  const server = createServer((socket) => {
    if (!whole) {
      socket.destroy()
      return
    }
    const onward = connect(target)
    for (const [end, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      open.add(end)
      end.pipe(other)
      end.on('error', () => {})
      end.on('close', () => {
        open.delete(end)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = (): void => {
    whole = false
    for (const socket of open) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    mend() {
      whole = true
    },
    async close() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
