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

/** The coding to answer with: brotli before gzip; `identity` when the client takes neither. */
export function acceptedCoding(header: string | string[] | undefined): 'br' | 'gzip' | 'identity' {
  const offers = String(header ?? '')
    .toLowerCase()
    .split(',')
  const takes = (coding: string) =>
    offers.some((offer) => {
      const [name, ...parameters] = offer.split(';').map((part) => part.trim())
      return name === coding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
    })
  if (takes('br')) return 'br'
  return takes('gzip') ? 'gzip' : 'identity'
}

/**
 * Where to write a body whose headers are set on `response`: the response itself, or a compressor in front of it. Each chunk is flushed,
 * so that a streamed page arrives as it is made.
 */
export function bodyWriter(request: IncomingMessage, response: ServerResponse): Writable {
  const coding = acceptedCoding(request.headers['accept-encoding'])
  const length = response.getHeader('content-length')
  const small = length !== undefined && Number(length) <= smallestCompressed
  const type = String(response.getHeader('content-type') ?? '')
  if (small || !compressible(type) || response.hasHeader('content-encoding')) return response
  response.appendHeader('Vary', 'Accept-Encoding')
  if (coding === 'identity') return response
  response.setHeader('Content-Encoding', coding)
  response.removeHeader('Content-Length')
  const compressor =
    coding === 'br'
      ? createBrotliCompress({ flush: zlib.BROTLI_OPERATION_FLUSH, params: { [zlib.BROTLI_PARAM_QUALITY]: 4 } })
      : createGzip({ flush: zlib.Z_SYNC_FLUSH, level: 6 })
  // A client that goes away closes the response; the compressor in front of it would wait for ever.
  response.once('close', () => compressor.destroy())
  compressor.pipe(response)
  return compressor
}
