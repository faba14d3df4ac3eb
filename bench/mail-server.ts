/** A mail server in a thread of its own, as far away as asked, that offers STARTTLS and takes no mail: what a scan looks at. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls'
import { parentPort, workerData } from 'node:worker_threads'
import { farDoor } from './far.ts'

const { cert, key, latencyMs } = workerData as { cert: string; key: string; latencyMs: number }

const server = createServer((socket) => serve(socket, createSecureContext({ cert, key })))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
// One door at each address: what is politely left to one server at once must not hold up the other.
const doors = [farDoor(port, '127.0.0.1', latencyMs), farDoor(port, '127.0.0.1', latencyMs)] as const
doors[0].listen(0, '127.0.0.1')
await once(doors[0], 'listening')
const listening = (doors[0].address() as AddressInfo).port
doors[1].listen(listening, '127.0.0.2')
await once(doors[1], 'listening')
parentPort?.postMessage(listening)

function serve(socket: Socket, secureContext: SecureContext): void {
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.write('220 mx.example.com ESMTP\r\n')
  socket.on('data', function hear(octets: Buffer) {
    const [verb = ''] = octets.toString('latin1').split(/[ \r]/)
    if (verb === 'EHLO') socket.write('250-mx.example.com\r\n250 STARTTLS\r\n')
    else if (verb === 'STARTTLS') {
      socket.off('data', hear)
      socket.write('220 go ahead\r\n')
      const tls = new TLSSocket(socket, { isServer: true, secureContext })
      tls.on('error', () => tls.destroy())
      tls.on('data', () => tls.end('221 bye\r\n'))
    } else socket.end('221 bye\r\n')
  })
}
