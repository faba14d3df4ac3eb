/** Keeps the page true: server-sent events, and looking every few seconds where they do not come through. */
import { useCallback, useEffect, useReducer, useState } from 'react'
import type { News } from '#worker/news.ts'
import type { LiveState } from '../live.ts'
import { hear, type Live, start } from './talks.ts'

/** Milliseconds between looks without a stream, and until a stream is tried again. */
const LOOK_MS = 3000
const STREAM_AGAIN_MS = 30_000

export interface Followed {
  live: Live
  /** The stream is broken; the browser tries again. */
  paused: boolean
  /** The address was deleted while we looked on. */
  gone: boolean
  look(): void
}

export function useLive(token: string, initial: LiveState): Followed {
  const [live, tell] = useReducer(hear, initial, start)
  const [paused, setPaused] = useState(false)
  const [gone, setGone] = useState(false)

  const look = useCallback(async () => {
    const answer = await fetch(`/a/${token}/state`).catch(() => null)
    if (answer?.status === 404) setGone(true)
    if (!answer?.ok) return setPaused(true)
    tell({ state: (await answer.json()) as LiveState })
  }, [token])

  useEffect(() => {
    if (gone) return
    let looking: ReturnType<typeof setInterval> | undefined
    let again: ReturnType<typeof setTimeout> | undefined
    let source: EventSource | undefined

    const open = () => {
      source = new EventSource(`/a/${token}/events`)
      source.addEventListener('open', () => {
        clearInterval(looking)
        setPaused(false)
      })
      source.addEventListener('state', ({ data }) => tell({ state: JSON.parse(data) as LiveState }))
      source.addEventListener('news', ({ data }) => tell({ news: JSON.parse(data) as News }))
      source.addEventListener('gone', () => setGone(true))
      source.addEventListener('error', () => {
        setPaused(true)
        // Closed for good (refused, or no stream here): look by ourselves, and try the stream again later.
        if (source?.readyState !== EventSource.CLOSED) return
        clearInterval(looking)
        looking = setInterval(look, LOOK_MS)
        again = setTimeout(open, STREAM_AGAIN_MS)
      })
    }

    open()
    return () => {
      source?.close()
      clearInterval(looking)
      clearTimeout(again)
    }
  }, [token, gone, look])

  return { live, paused, gone, look }
}
