/** Reads the body of a request, up to a limit. Forms and small JSON are all we take, so a body is read whole before anyone sees it. */
import type { IncomingMessage } from 'node:http'
import { env } from '#env'

export const largestBody = 1_000_000
/** On the page that takes bounces and exports of them. */
const largestFile = 6_000_000

/** A form has some octets around its file. */
const formOctets = 64 * 1024

/** Octets that a request of this path may bring. */
export function largestFor(path: string): number {
  if (/^\/(?:upload|api\/v1\/mails)$/.test(path)) return env.MAX_MESSAGE_BYTES + formOctets
  return /^\/bounce(?:\.csv)?$/.test(path) ? largestFile : largestBody
}

/** What we let a client send after we know that it is too much, so that it can read our answer. */
const patience = 64_000_000

/** The body; null when it is longer than `most`. @throws when the client goes away in the middle */
export async function readBody(request: IncomingMessage, most = largestBody): Promise<Buffer<ArrayBuffer> | null> {
  if (Number(request.headers['content-length'] ?? 0) > most) {
    drain(request)
    return null
  }
  const chunks: Buffer[] = []
  let size = 0
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength
      if (size <= most) return void chunks.push(chunk)
      request.removeAllListeners('data')
      drain(request, size)
      resolve(null)
    })
    request.once('end', () => resolve(Buffer.concat(chunks)))
    request.once('error', reject)
    request.once('aborted', () => reject(new Error('the client went away')))
  })
}

/** Lets the rest of a refused request pass, unread, up to a limit. `read`: octets that came already. */
export function drain(request: IncomingMessage, read = 0): void {
  let size = read
  request.on('data', (chunk: Buffer) => {
    size += chunk.byteLength
    if (size > patience) request.destroy()
  })
}
