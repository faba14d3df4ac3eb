/**
 * What a running scan finds, as server-sent events: all of it so far first, then each batch as it comes, and `over` when there is a report or
 * the scan has stopped. They are hints for the page, which then reads the report itself.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ScanView, scanById } from '#prisma/scan.ts'
import { log } from '#worker/log.ts'
import { foundSoFar } from '#worker/news.ts'
import { takeStream } from '../limits.server.ts'
import { watchScan } from '../live.server.ts'
import { readableScan } from '../scan/ask.server.ts'
import { addFound, noneFound, type SoFar } from '../scan/found.ts'
import { refuse, refuseMore, refuseUnknown } from './refuse.ts'
import { streamEvents, type Write } from './stream.ts'

export interface AskedScan {
  id: string
  /** Who reads, with what cookies. */
  reader: Request
  client: string
  requestId: string
  /** Aborts when the server stops. */
  closing: AbortSignal
}

/** GET /scan/{id}/events. Resolves when the stream has ended. */
export async function sendScanEvents(asked: AskedScan, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const leave = takeStream(`scan ${asked.id}`, asked.client)
  if (!leave) return refuseMore(request, response)
  try {
    const scan = await readableScan(asked.id, asked.reader).catch(() => undefined)
    if (scan === null) return refuseUnknown(request, response)
    if (scan === undefined) {
      const detail = 'The scan cannot be read now. Try again soon.'
      return refuse(request, response, { status: 503, code: 'not-available', detail })
    }
    await streamEvents(request, response, asked.closing, (write, signal) => follow(asked, write, signal))
  } finally {
    leave()
  }
}

/** No longer on its way: reported, deleted, or stopped for now. */
const isOver = (scan: ScanView | null): boolean => scan === null || scan.status === 'reported' || scan.status === 'failed'

async function follow({ id, requestId }: AskedScan, write: Write, signal: AbortSignal): Promise<void> {
  let told = noneFound
  const tell = (piece: SoFar) => {
    const known = new Set(told.found.map((found) => found.id))
    const found = piece.found.filter((one) => !known.has(one.id))
    if (found.length === 0 && piece.checks === told.checks) return
    told = addFound(told, piece)
    write('found', { ...piece, found })
  }
  const ended = await watchScan(id, {
    signal,
    heard(news) {
      if (news.kind === 'found') tell({ sections: news.sections, checks: news.checks, found: news.found })
      if (news.kind !== 'scanning') return
      told = noneFound
      write('begun', {})
    },
    troubled: (error) => log.debug({ err: error, requestId }, 'a live scan could not look'),
    async look() {
      if (isOver(await scanById(id))) return 'over'
      const soFar = (await foundSoFar(id)).reduce<SoFar>(addFound, noneFound)
      tell(soFar)
      return undefined
    },
  })
  if (ended) write('over', {})
}
