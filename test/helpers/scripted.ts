/** Mail servers that are scripts, on loopback: what a probe of a test meets. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** What it answers to a whole line, or to its first word. */
export interface Script {
  greeting: string
  replies: Record<string, string>
  /** Milliseconds before the greeting. */
  delay?: number
}

export interface Scripted {
  port: number
  /** Lines that were said to it. */
  heard: string[]
  /** Connections that were made to it. */
  connections: number
  close(): void
}

export async function startScripted({ greeting, replies, delay = 0 }: Script): Promise<Scripted> {
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    scripted.connections += 1
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
    const timer = setTimeout(() => socket.write(`${greeting}\r\n`), delay)
    socket.on('close', () => clearTimeout(timer))
    let rest = ''
    socket.on('data', (octets) => {
      const [last, ...lines] = `${rest}${octets}`.split('\r\n').reverse()
      rest = last ?? ''
      for (const line of lines.reverse()) {
        heard.push(line)
        const reply = replies[line] ?? replies[line.split(' ')[0] ?? ''] ?? '500 5.5.1 what?'
        socket.write(`${reply}\r\n`)
        if (/^QUIT/.test(line)) socket.end()
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const scripted: Scripted = {
    port: (server.address() as AddressInfo).port,
    heard,
    connections: 0,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
  return scripted
}

/** A modern server without encryption, that takes mail for `me@` and relays for nobody. */
export const plainSmtp: Script = {
  greeting: '220 mx.tern.example ESMTP <b>ready</b>',
  replies: {
    EHLO: '250-mx.tern.example\r\n250-SIZE 10240000\r\n250 8BITMIME',
    MAIL: '250 2.1.0 ok',
    RCPT: '554 5.7.1 relay access denied',
    'RCPT TO:<me@tern.example>': '250 2.1.5 ok',
    'RCPT TO:<nobody@tern.example>': '550 5.1.1 no such user here',
    'RCPT TO:<postmaster>': '250 2.1.5 ok',
    RSET: '250 2.0.0 ok',
    VRFY: '252 2.0.0 try',
    EXPN: '502 5.5.1 no',
    QUIT: '221 2.0.0 bye',
  },
}
