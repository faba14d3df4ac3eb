/** Opens a connection to one address: the one that was looked up and judged, never a name. */
import { connect, type Socket } from 'node:net'
import type { Silence } from '#checks/net.ts'
import { saysClosed } from './exchange.ts'

/** Why there is no connection: `closed` when the other side said no. */
export class NoConnection extends Error {
  readonly silence: Extract<Silence, 'closed' | 'network' | 'timeout'>

  constructor(silence: NoConnection['silence'], address: string) {
    super(`${address}: ${silence}`)
    this.silence = silence
  }
}

/** @throws {NoConnection} */
export function connectTo(address: string, port: number, ms: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port })
    const settle = (done: () => void) => {
      clearTimeout(timer)
      // An error that comes later must not bring the process down; whoever uses the connection sees it end.
      socket.on('error', () => undefined)
      socket.off('connect', connected).off('error', failed)
      done()
    }
    const fail = (silence: NoConnection['silence']) =>
      settle(() => {
        socket.destroy()
        reject(new NoConnection(silence, address))
      })
    const connected = () => settle(() => resolve(socket))
    const failed = (error: Error) => fail(saysClosed(error) ? 'closed' : isTimeout(error) ? 'timeout' : 'network')
    const timer = setTimeout(() => fail('timeout'), Math.max(1, ms))
    socket.on('connect', connected).on('error', failed)
  })
}

function isTimeout(error: Error): boolean {
  return 'code' in error && error.code === 'ETIMEDOUT'
}
