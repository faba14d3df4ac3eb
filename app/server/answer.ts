/** The way of one request: whose it is, whether it may, and who answers it. */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestHandler } from '@remix-run/server-runtime'
import { log } from '#worker/log.ts'
import { type Assets, sendAsset } from './assets.ts'
import { drain, largestFor, readBody } from './body.ts'
import { sendEvents, sendState } from './events.ts'
import { keepPathSecret, setSecurityHeaders } from './headers.ts'
import { readiness } from './health.ts'
import { countAnswer, metricsText } from './metrics.ts'
import { isOperators } from './operator.ts'
import type { Matched } from './patterns.ts'
import { refuse, refuseUnknown } from './refuse.ts'
import { sendResponse, toRequest } from './remix.ts'
import { sendScanEvents } from './scan-events.ts'
import { isContent, isOurs, mayChange, originOf, readSender, type Sender } from './sender.ts'

/** What the whole server shares. */
export interface House {
  handle: RequestHandler
  assets: Assets
  matchRoute(path: string): Matched
  /** Aborts when the server stops. */
  closing: AbortSignal
}

/** One request on its way. */
interface Visit {
  request: IncomingMessage
  response: ServerResponse
  sender: Sender
  requestId: string
  nonce: string
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
const live = /^\/a\/([^/]+)\/(events|state)$/
const liveScan = /^\/scan\/([^/]+)\/events$/

/** Answers one request, and logs it. Never throws. */
export async function answerRequest(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const sender = readSender(request)
  const visit: Visit = {
    request,
    response,
    sender,
    requestId: randomBytes(8).toString('hex'),
    nonce: randomBytes(16).toString('base64'),
  }
  const note = { pattern: '*' }
  noteAnswer(visit, note)
  setSecurityHeaders(response, { nonce: visit.nonce, secure: sender.secure })
  response.setHeader('X-Request-Id', visit.requestId)
  try {
    const url = ourUrl(visit)
    if (url) note.pattern = await route(house, visit, url)
  } catch (error) {
    fail(visit, error)
  }
}

/** The URL asked for, under our own origin. Undefined when it has been refused. */
function ourUrl({ request, response, sender }: Visit): URL | undefined {
  // A proxy's form (`GET http://host/path`) names the host in the target, and that counts (RFC 9112 §3.2.2).
  const absolute = URL.parse(request.url ?? '')
  const target = absolute ? absolute.pathname + absolute.search : request.url
  const origin = originOf(absolute?.host || sender.host, target?.split('?')[0] ?? '', request.socket)
  if (!origin) {
    const detail = 'This name is not served here. The setting BASE_URL says which is.'
    refuse(request, response, { status: 421, code: 'foreign-host', detail })
    return undefined
  }
  const url = target?.startsWith('/') ? URL.parse(origin + target) : null
  if (url && url.origin === origin && readablePath(url.pathname)) return url
  refuse(request, response, { status: 400, code: 'bad-request', detail: 'This path cannot be read.' })
  return undefined
}

function readablePath(path: string): boolean {
  try {
    return !/\p{Cc}/u.test(decodeURIComponent(path))
  } catch {
    return false
  }
}

/** Finds who answers. Returns the route's pattern, for the log. */
async function route(house: House, visit: Visit, url: URL): Promise<string> {
  const { request, response, sender } = visit
  const path = url.pathname
  const method = request.method ?? ''
  if (!methods.has(method)) {
    response.setHeader('Allow', [...methods].join(', '))
    refuse(request, response, { status: 405, code: 'method-not-allowed', detail: 'Pages are asked with GET.' })
    return '*'
  }
  const reading = method === 'GET' || method === 'HEAD'
  const [, token, kind] = live.exec(path) ?? []
  if (reading && token && kind) {
    await answerLive(house, visit, { token, kind })
    return `/a/:token/${kind}`
  }
  const [, scanId] = liveScan.exec(path) ?? []
  if (reading && scanId) {
    await answerLiveScan(house, visit, scanId, url)
    return '/scan/:id/events'
  }
  if (reading && (await answerOwn(visit, path))) return path
  if (reading && sendAsset(house.assets, path, request, response)) return path.startsWith('/assets/') ? '/assets/*' : path
  // Remix's lazy route discovery is off, and what it would answer here has a known hole.
  if (path === '/__manifest') {
    refuseUnknown(request, response)
    return path
  }
  const matched = house.matchRoute(path)
  if (matched.secret) keepPathSecret(response)
  const body = reading ? undefined : await takeBody(visit, path)
  if (body === null) return matched.pattern
  if (isContent(path)) delete request.headers.cookie
  const { requestId, nonce } = visit
  const operator = isOperators(request, sender)
  const context = { requestId, nonce, client: sender.client, operator, closing: house.closing }
  const answer = await house.handle(toRequest(request, response, url, body), context)
  if (isLastResort(answer)) fail(visit, undefined)
  else await sendResponse(answer, request, response)
  return matched.pattern
}

async function answerLive(house: House, visit: Visit, { token, kind }: { token: string; kind: string }): Promise<void> {
  const { request, response, sender, requestId } = visit
  if (refuseForeign(visit)) return
  const asked = { token, client: sender.client, requestId, closing: house.closing }
  await (kind === 'events' ? sendEvents : sendState)(asked, request, response)
}

async function answerLiveScan(house: House, visit: Visit, id: string, url: URL): Promise<void> {
  const { request, response, sender, requestId } = visit
  if (refuseForeign(visit)) return
  const reader = toRequest(request, response, url, undefined)
  await sendScanEvents({ id, reader, client: sender.client, requestId, closing: house.closing }, request, response)
}

/** A live stream is for our own pages. Was it asked for by another? */
function refuseForeign({ request, response }: Visit): boolean {
  keepPathSecret(response)
  if (request.headers.origin === undefined || isOurs(request.headers.origin, request.socket)) return false
  refuse(request, response, { status: 403, code: 'foreign-origin', detail: 'Only pages of this Seedbed may read this.' })
  return true
}

/** Health, readiness and metrics. False when the path is none of them. */
async function answerOwn({ request, response, sender }: Visit, path: string): Promise<boolean> {
  if (path === '/healthz') {
    sendText(request, response, 200, 'application/json', '{"status":"up"}')
    return true
  }
  if (path === '/readyz') {
    const ready = await readiness()
    sendText(request, response, ready.status === 'ready' ? 200 : 503, 'application/json', JSON.stringify(ready))
    return true
  }
  if (path !== '/metrics') return false
  if (isOperators(request, sender))
    sendText(request, response, 200, 'text/plain; version=0.0.4; charset=utf-8', await metricsText())
  else refuseUnknown(request, response)
  return true
}

function sendText(request: IncomingMessage, response: ServerResponse, status: number, type: string, text: string): void {
  response.setHeader('Content-Type', type)
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('Content-Length', Buffer.byteLength(text))
  response.writeHead(status).end(request.method === 'HEAD' ? undefined : text)
}

/** The body of a request that may change something; null when it may not or is too large, and was refused. */
async function takeBody({ request, response }: Visit, path: string): Promise<Buffer<ArrayBuffer> | null> {
  const may = mayChange(request, path)
  if (may === 'no') {
    drain(request)
    refuse(request, response, { status: 403, code: 'foreign-origin', detail: 'This was not sent by a page of this Seedbed.' })
    return null
  }
  // A program that names no origin acts with what it brings in the request, never with a browser's cookie.
  if (may === 'without-cookies') delete request.headers.cookie
  const most = largestFor(path)
  const body = await readBody(request, most)
  if (body) return body
  refuse(request, response, { status: 413, code: 'too-large', detail: `A request may bring ${most} octets at most.` })
  return null
}

/** Remix's bare text for an error that no page could show. */
const isLastResort = (answer: Response): boolean => answer.status === 500 && answer.headers.get('content-type') === 'text/plain'

/** Something went wrong on our side. People see only the name of the request; the log has the rest. */
function fail({ request, response, requestId }: Visit, error: unknown): void {
  const leftEarly = request.destroyed && response.destroyed
  if (error !== undefined && !leftEarly) log.error({ err: error, requestId }, 'a request failed')
  if (response.headersSent) return void response.destroy()
  const detail = 'Something went wrong on our side, and it is in our log.'
  refuse(request, response, { status: 500, code: 'our-mistake', detail, requestId })
}

/** One line for each request, when its answer has ended. */
function noteAnswer({ request, response, requestId }: Visit, note: { pattern: string }): void {
  const started = performance.now()
  response.once('close', () => {
    // The pattern is known a moment after the last byte.
    setImmediate(() => {
      const milliseconds = Math.round((performance.now() - started) * 10) / 10
      const { method } = request
      const status = response.writableFinished ? response.statusCode : 499
      countAnswer(note.pattern, status)
      log.info({ requestId, method, route: note.pattern, status, milliseconds }, 'answered')
    })
  })
}
