/** A stream of server-sent events (HTML §9.2): its head, its heartbeat, its numbering, and its end in good order. */
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'

const heartbeatMs = 15_000
const retryMs = 1000
/** Octets a reader may be behind before we let it go: it reconnects and gets the state. */
const mostBehind = 1024 * 1024

export type Write = (event: string, data: object) => void

/** Opens the stream and closes it when `send` is done. `signal` aborts when the reader leaves or the server stops. */
export async function streamEvents(
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
  send: (write: Write, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  response.setHeader('Content-Type', 'text/event-stream; charset=utf-8')
  response.setHeader('Cache-Control', 'no-store, no-transform')
  response.setHeader('X-Accel-Buffering', 'no')
  response.writeHead(200)
  if (request.method === 'HEAD') return void response.end()
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const signal = AbortSignal.any([gone.signal, closing])
  response.write(`retry: ${retryMs}\n\n`)
  const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs)
  try {
    await send(writer(request, response), signal)
  } finally {
    clearInterval(heartbeat)
    if (!response.destroyed) {
      response.end()
      await once(response, 'close')
    }
  }
}

function writer(request: IncomingMessage, response: ServerResponse): Write {
  let id = Number(request.headers['last-event-id']) || 0
  return (event, data) => {
    id += 1
    response.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    if (response.writableLength > mostBehind) response.destroy()
  }
}
