/**
 * A service as far away as asked: every piece of a connection to it arrives so many milliseconds later, and the first one after as long again,
 * because a connection is not there before its own round trip.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'

/** Work that is done so many milliseconds later, or at once. */
export function laterBy(latencyMs: number): (work: () => void) => void {
  return (work) => (latencyMs === 0 ? work() : setTimeout(work, latencyMs))
}

/** A door to the service on this port of this machine. It does not listen yet. */
export function farDoor(port: number, host: string, latencyMs: number): Server {
  const later = laterBy(latencyMs)
  return createServer((near) => {
    near.setNoDelay(true)
    near.on('error', () => near.destroy())
    later(() => open(near, connect(port, host), later))
  })
}

function open(near: Socket, far: Socket, later: (work: () => void) => void): void {
  far.setNoDelay(true)
  far.on('error', () => near.destroy())
  near.on('data', (octets) => far.write(octets))
  near.on('close', () => far.destroy())
  far.on('data', (octets) => later(() => near.write(octets)))
  far.on('close', () => later(() => near.destroy()))
}
