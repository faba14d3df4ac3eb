/** Content coding (RFC 9110 §8.4): brotli or gzip for text, streamed. Never for event streams, which must not wait in a compressor. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'
import { createBrotliCompress, createGzip, constants as zlib } from 'node:zlib'

/** Octets up to which compressing costs more than it saves. */
export const smallestCompressed = 1024

/** Is this media type text, and not an event stream? */
export function compressible(contentType: string): boolean {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === 'text/event-stream' || type === 'message/rfc822') return false
  return type.startsWith('text/') || /[/+](json|javascript|xml|x-icon)$/.test(type)
}

export type Coding = 'br' | 'gzip' | 'identity'

/** The first of our codings, in the order we prefer, that the client takes; `identity` when it takes none. */
export function acceptedCoding(header: string | string[] | undefined, preferred: readonly Coding[]): Coding {
  const offers = String(header ?? '')
    .toLowerCase()
    .split(',')
  const takes = (coding: string) =>
    offers.some((offer) => {
      const [name, ...parameters] = offer.split(';').map((part) => part.trim())
      return name === coding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
    })
  return preferred.find(takes) ?? 'identity'
}

/** Brotli saves no more than gzip when a page is made at that moment, and costs twice the CPU. Files, compressed once, are better off with it. */
const forPages: readonly Coding[] = ['gzip', 'br']

/** Where a body goes. `flush` sends what was written, at the end of this turn of the event loop: a streamed page arrives as it is made. */
export interface BodyWriter {
  to: Writable
  flush(): void
}

/** For a body whose headers are set on `response`: the response itself, or a compressor in front of it. */
export function bodyWriter(request: IncomingMessage, response: ServerResponse): BodyWriter {
  const asItIs = { to: response, flush() {} }
  const length = response.getHeader('content-length')
  const small = length !== undefined && Number(length) <= smallestCompressed
  const type = String(response.getHeader('content-type') ?? '')
  if (small || !compressible(type) || response.hasHeader('content-encoding')) return asItIs
  response.appendHeader('Vary', 'Accept-Encoding')
  const coding = acceptedCoding(request.headers['accept-encoding'], forPages)
  if (coding === 'identity') return asItIs
  response.setHeader('Content-Encoding', coding)
  response.removeHeader('Content-Length')
  const compressor = coding === 'br' ? createBrotliCompress({ params: quick }) : createGzip()
  // A client that goes away closes the response; the compressor in front of it would wait for ever.
  response.once('close', () => compressor.destroy())
  compressor.pipe(response)
  return { to: compressor, flush: inTurns(() => compressor.writable && compressor.flush()) }
}

/** The default window of brotli would allocate megabytes for a page of kilobytes. */
const quick = { [zlib.BROTLI_PARAM_QUALITY]: 4, [zlib.BROTLI_PARAM_LGWIN]: 18 }

/** However often it is asked in one turn of the event loop, the work is done once, at its end. */
function inTurns(work: () => void): () => void {
  let planned = false
  return () => {
    if (planned) return
    planned = true
    setImmediate(() => {
      planned = false
      work()
    })
  }
}
