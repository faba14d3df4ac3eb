/** A door in front of a service, that a test may shut: connections through it break and new ones are refused, until it opens again. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net'

export interface Door {
  port: number
  shut(): Promise<void>
  open(): Promise<void>
}

/** Opens a door on a free port of 127.0.0.1. */
export async function doorTo(service: NetConnectOpts): Promise<Door> {
  const inside = new Set<Socket>()
  const make = () =>
    createServer((guest) => {
      const host = connect(service)
      for (const [one, other] of [
        [guest, host],
        [host, guest],
      ] as const) {
        inside.add(one)
        one.once('close', () => {
          inside.delete(one)
          other.destroy()
        })
        one.on('error', () => {})
        one.pipe(other)
      }
    })
  let server = make()
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const port = await listen(0)
  return {
    port,
    async shut() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of inside) socket.destroy()
      await closed
    },
    async open() {
      server = make()
      await listen(port)
    },
  }
}
