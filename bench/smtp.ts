/** The plainest SMTP client: it writes, and waits for replies. So the moment of the final dot is known. */
import { once } from 'node:events'
import { connect } from 'node:net'

export interface Smtp {
  write(octets: Buffer): void
  /** Sends a line and waits for its reply. @throws when that is 4xx or 5xx */
  command(line: string): Promise<string>
}

/** Connects to a port of 127.0.0.1, from the given loopback address, and reads the greeting. */
export async function openSmtp(port: number, localAddress: string): Promise<Smtp> {
  const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true })
  let received = ''
  let heard = () => {}
  socket.setEncoding('latin1')
  socket.on('data', (text: string) => {
    received += text
    heard()
  })
  await once(socket, 'connect')

  async function reply(): Promise<string> {
    // RFC 5321 §4.2.1: the last line of a reply has a space after the code.
    for (;;) {
      const last = /^(\d{3}) .*\r\n/m.exec(received)
      if (last) {
        const text = received.slice(0, last.index + last[0].length)
        received = received.slice(text.length)
        if (Number(last[1]) >= 400) throw new Error(text.trim())
        return text
      }
      const { promise, resolve } = Promise.withResolvers<void>()
      heard = resolve
      await promise
    }
  }

  await reply()
  return {
    write: (octets) => void socket.write(octets),
    command: (line) => {
      socket.write(`${line}\r\n`)
      return reply()
    },
  }
}
