/**
 * Live updates of one address as server-sent events (HTML §9.2): the state from Postgres first, then each news as it comes, and the state
 * again whenever it changed. A reader that comes back gets the state first again, so nothing needs to be sent twice.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { type AddressView, addressByToken } from '#prisma/address.ts'
import { log } from '#worker/log.ts'
import type { News } from '#worker/news.ts'
import { takeStream } from '../limits.server.ts'
import type { LiveState } from '../live.ts'
import { liveState, watchAddress } from '../live.server.ts'
import { bodyWriter } from './compress.ts'
import { refuse, refuseMore, refuseUnknown } from './refuse.ts'
import { streamEvents, type Write } from './stream.ts'

/** Milliseconds until the database is asked again after it did not answer. */
const retryMs = 1000

export interface Asked {
  token: string
  client: string
  requestId: string
  /** Aborts when the server stops. */
  closing: AbortSignal
}

/** GET /a/{token}/events. Resolves when the stream has ended. */
export async function sendEvents(asked: Asked, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const leave = takeStream(asked.token, asked.client)
  if (!leave) return refuseMore(request, response)
  try {
    const address = await addressByToken(asked.token).catch(() => undefined)
    if (address === null) return refuseUnknown(request, response)
    await stream(asked, address, request, response)
  } finally {
    leave()
  }
}

/** GET /a/{token}/state: the same state once, for readers without a stream. */
export async function sendState(asked: Asked, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const state = await readState(asked)
  if (state === null) return refuseUnknown(request, response)
  if (state === undefined) {
    return refuse(request, response, {
      status: 503,
      code: 'not-available',
      detail: 'The state cannot be read now. Try again soon.',
    })
  }
  const text = JSON.stringify(state)
  response.setHeader('Content-Type', 'application/json; charset=utf-8')
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('Content-Length', Buffer.byteLength(text))
  if (request.method === 'HEAD') response.end()
  else bodyWriter(request, response).to.end(text)
}

/** Null when no address is behind the token, undefined when we could not look. */
async function readState({ token, requestId }: Asked): Promise<LiveState | null | undefined> {
  try {
    const address = await addressByToken(token)
    return address && (await liveState(address))
  } catch (error) {
    log.warn({ err: error, requestId }, 'the state of an address could not be read')
    return undefined
  }
}

async function stream(
  asked: Asked,
  known: AddressView | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  await streamEvents(request, response, asked.closing, async (write, signal) => {
    const address = known ?? (await findAddress(asked.token, signal))
    const ending = address && (await follow(asked, address, write, signal))
    if (!signal.aborted && (address === null || ending === 'gone')) write('gone', {})
  })
}

/** The address behind a token, as soon as the database answers. Undefined when the reader leaves before. */
async function findAddress(token: string, signal: AbortSignal): Promise<AddressView | null | undefined> {
  while (!signal.aborted) {
    try {
      return await addressByToken(token)
    } catch {
      await pause(retryMs, undefined, { signal }).catch(() => {})
    }
  }
  return undefined
}

/** Sends state and news until the address is gone or the reader is. */
async function follow(
  { token, requestId }: Asked,
  address: AddressView,
  write: Write,
  signal: AbortSignal,
): Promise<'gone' | undefined> {
  let sent = ''
  /** News heard before the first state; none after it. */
  const early: News[] = []
  return watchAddress(address.id, {
    signal,
    heard(news) {
      if (sent) write('news', news)
      else early.push(news)
    },
    troubled: (error) => log.debug({ err: error, requestId }, 'a live page could not look'),
    async look() {
      const present = await addressByToken(token)
      if (!present) return 'gone'
      const state = await liveState(present)
      const content = JSON.stringify({ ...state, now: '' })
      if (content === sent) return undefined
      write('state', state)
      sent = content
      for (const news of early.splice(0)) write('news', news)
      return undefined
    },
  })
}
