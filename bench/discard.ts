/** The least an SMTP server can be, for comparison: answers, keeps nothing, checks nothing. Prints its port. */
import { type AddressInfo, createServer, type Socket } from 'node:net'

const end = Buffer.from('\r\n.\r\n')

const server = createServer((socket) => {
  socket.setNoDelay(true)
  socket.on('error', () => {})
  socket.write('220 discard\r\n')
  let held: Buffer = Buffer.alloc(0)
  let inMail = false
  socket.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    for (;;) {
      const at = held.indexOf(inMail ? end : '\r\n')
      if (at < 0) {
        // Of a mail only what may be the beginning of its end.
        if (inMail) held = held.subarray(-end.length + 1)
        return
      }
      if (inMail) {
        held = held.subarray(at + end.length)
        inMail = false
        socket.write('250 2.0.0 Gone\r\n')
      } else {
        const line = held.toString('latin1', 0, at)
        held = held.subarray(at + 2)
        inMail = answer(socket, line.slice(0, 4).toUpperCase())
      }
    }
  })
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))

/** True when a mail follows. */
function answer(socket: Socket, verb: string): boolean {
  if (verb === 'DATA') socket.write('354 Go\r\n')
  else if (verb === 'QUIT') socket.end('221 2.0.0 Bye\r\n')
  else socket.write('250 2.0.0 Ok\r\n')
  return verb === 'DATA'
}
