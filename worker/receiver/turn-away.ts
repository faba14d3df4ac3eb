/** Sends a client away that may not come in, with a reply when it can hear one. */
import type { Socket } from 'node:net'
import { type Reply, replyLine } from './reply.ts'

/** How long a refused or closed connection may stay until the client has read why. */
export const lingerMs = 1000

export function turnAway(socket: Socket, reply: Reply | null): void {
  socket.on('error', () => {})
  if (!reply) {
    socket.destroy()
    return
  }
  socket.end(`${replyLine(reply)}\r\n`)
  socket.resume()
  const linger = setTimeout(() => socket.destroy(), lingerMs)
  socket.once('close', () => clearTimeout(linger))
}
