/** Keeps the page of a scan true until its report is there: what is found comes by a stream, and where none comes through the page looks. */
import { useRevalidator } from '@remix-run/react'
import { useEffect, useReducer, useState } from 'react'
import { useAnnounce } from '../ui/announce.tsx'
import { addFound, noneFound, type SoFar } from './found.ts'
import type { ScanPage } from './page.server.ts'

/** Milliseconds between the answer of one look and the next: without a stream, and with one, should it be held back on the way. */
const LOOK_MS = 800
const LOOK_BESIDE_MS = 5000

type Piece = SoFar | 'begun'
const hear = (soFar: SoFar, piece: Piece): SoFar => (piece === 'begun' ? noneFound : addFound(soFar, piece))

export interface Running {
  soFar: SoFar
  /** The page to be shown: while somebody reads what was found so far, the report waits. */
  shown: ScanPage
  /** Shows the report that waits; undefined when none does. */
  show: (() => void) | undefined
}

export function useRunning(page: ScanPage): Running {
  const { id, status, nextAttemptAt } = page.scan
  const working = status === 'asked' || status === 'running'
  const [soFar, tell] = useReducer(hear, page.soFar ?? noneFound)
  const streaming = useStream(working ? id : null, tell)
  useLookAgain(working || nextAttemptAt !== null, streaming ? LOOK_BESIDE_MS : LOOK_MS)
  const [shown, setShown] = useState(page)
  const waits = shown !== page && isReport(shown, page) && isBeingRead()
  if (shown !== page && !waits) setShown(page)
  useSayReady(page)
  return { soFar, shown: waits ? shown : page, show: waits ? () => setShown(page) : undefined }
}

/** Does the report take the place of what was found so far? */
const isReport = (before: ScanPage, { scan, report }: ScanPage): boolean =>
  before.scan.id === scan.id && before.report === null && report !== null

/** Has the reader gone down the page, or to something in it? */
const isBeingRead = (): boolean =>
  typeof window !== 'undefined' && (scrollY > 0 || document.getElementById(runningId)?.contains(document.activeElement) === true)

/** The id of the part that fills in. */
export const runningId = 'running'

/** Follows the scan with this id. True while the stream stands. */
function useStream(scanId: string | null, tell: (piece: Piece) => void): boolean {
  const { revalidate } = useRevalidator()
  const [stands, setStands] = useState(false)
  useEffect(() => {
    if (scanId === null) return
    const source = new EventSource(`/scan/${scanId}/events`)
    source.addEventListener('open', () => setStands(true))
    source.addEventListener('error', () => setStands(false))
    source.addEventListener('begun', () => tell('begun'))
    source.addEventListener('found', ({ data }) => tell(JSON.parse(data) as SoFar))
    source.addEventListener('over', () => {
      source.close()
      setStands(false)
      revalidate()
    })
    return () => source.close()
  }, [scanId, tell, revalidate])
  return stands
}

/** Looks again and again, as long as somebody can see the page. The server holds each look until there is something. */
function useLookAgain(needed: boolean, milliseconds: number): void {
  const { revalidate, state } = useRevalidator()
  useEffect(() => {
    if (!needed || state !== 'idle') return
    const timer = setInterval(() => {
      if (!document.hidden) revalidate()
    }, milliseconds)
    return () => clearInterval(timer)
  }, [needed, milliseconds, state, revalidate])
}

/** One announcement, at the end. */
function useSayReady({ scan, report }: ScanPage): void {
  const announce = useAnnounce()
  const [waited, setWaited] = useState(report === null ? scan.id : null)
  useEffect(() => {
    if (report === null) return setWaited(scan.id)
    if (waited !== scan.id) return
    setWaited(null)
    announce(`The report is ready. ${report.headline.say.text}`)
  }, [scan.id, report, waited, announce])
}
