/** Between Node's HTTP and Remix's request handler, which speaks fetch's Request and Response. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { finished, pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { bodyWriter } from './compress.ts'

/**
 * Node's request as fetch knows it. `url` is absolute, its origin ours. The signal aborts when the client goes before the answer is sent.
 */
export function toRequest(incoming: IncomingMessage, response: ServerResponse, url: URL, body?: Buffer<ArrayBuffer>): Request {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one)
  }
  // Judged before (sender.ts). Remix judges it again and knows neither the origin `null` of a page without referrer nor our names.
  headers.delete('origin')
  return new Request(url, { method: incoming.method, headers, signal: gone.signal, body })
}

/** Sends a fetch Response. Headers that the server has set already are kept unless the answer sets its own; an empty one is left out. */
export async function sendResponse(answer: Response, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of answer.headers) {
    if (name === 'set-cookie') response.appendHeader('Set-Cookie', value)
    else if (value === '') response.removeHeader(name)
    else response.setHeader(name, value)
  }
  // Pages are made for one reader. Back and reload ask us again.
  if (!response.hasHeader('Cache-Control')) response.setHeader('Cache-Control', 'private, no-cache')
  response.statusCode = answer.status
  if (!answer.body || incoming.method === 'HEAD') {
    response.end()
    await finished(response, { readable: false })
    return
  }
  const { to, flush } = bodyWriter(incoming, response)
  await pipeline(chunksOf(answer.body, flush), to)
}

async function* chunksOf(body: ReadableStream<Uint8Array>, written: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of body as NodeStream<Uint8Array>) {
    yield chunk
    written()
  }
}
