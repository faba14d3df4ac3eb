/** Does one of our own servers greet? */
import { once } from 'node:events'
import { connect } from 'node:net'

export interface Greeted {
  /** Where it listens, as in the settings. */
  host: string
  port: number
  /** How a greeting begins that means service. */
  words: RegExp
  /** Said before we leave. */
  goodbye: string
  patienceMs: number
}

/** It said something else. */
export class NoGreeting extends Error {}

/** Who listens everywhere is asked here. */
const reachable = (host: string): string => (host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host)

/** @throws {NoGreeting} with the code that came instead, another error when nobody answers */
export async function greets({ host, port, words, goodbye, patienceMs }: Greeted): Promise<void> {
  const socket = connect({ host: reachable(host), port, signal: AbortSignal.timeout(patienceMs) })
  try {
    const [octets] = await once(socket, 'data')
    const said = String(octets)
    const [code = 'unreadable'] = /^\d{3}\b/.exec(said) ?? []
    if (!words.test(said)) throw new NoGreeting(`greeting ${code}`)
    socket.write(`${goodbye}\r\n`)
  } finally {
    socket.on('error', () => {})
    socket.end()
    setTimeout(() => socket.destroy(), 100).unref()
  }
}
