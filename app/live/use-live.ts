/** Keeps the page true: server-sent events, and looking every few seconds where they do not come through. */
import { useCallback, useEffect, useReducer, useState } from 'react'
import type { News } from '#worker/news.ts'
import type { LiveState } from '../live.ts'
import { hear, type Live, type LiveEvent, start } from './talks.ts'

/** Milliseconds between looks without a stream, how long a stream may take to say something, and until one that was refused is tried again. */
const LOOK_MS = 3000
const STREAM_PATIENCE_MS = 5000
const STREAM_AGAIN_MS = 30_000

export interface Followed {
  live: Live
  /** Neither a stream nor a look gets through; both are tried again. */
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
    setPaused(!answer?.ok)
    if (answer?.ok) tell({ state: (await answer.json()) as LiveState })
  }, [token])

  useEffect(() => {
    if (gone) return
    return follow(token, { tell, look, gone: () => setGone(true), flows: () => setPaused(false) })
  }, [token, gone, look])

  return { live, paused, gone, look }
}

interface Follower {
  tell(event: LiveEvent): void
  look(): void
  gone(): void
  /** The stream stands. */
  flows(): void
}

/** Keeps a stream open, and looks by itself while there is none: refused, broken, or held back on the way. Returns how to end it. */
function follow(token: string, { tell, look, gone, flows }: Follower): () => void {
  let source: EventSource | undefined
  let looking: ReturnType<typeof setInterval> | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  const patience = setTimeout(lookMeanwhile, STREAM_PATIENCE_MS)

  function lookMeanwhile() {
    if (looking) return
    look()
    looking = setInterval(look, LOOK_MS)
  }

  function stopLooking() {
    clearTimeout(patience)
    clearInterval(looking)
    looking = undefined
  }

  function open() {
    source = new EventSource(`/a/${token}/events`)
    source.addEventListener('state', ({ data }) => {
      stopLooking()
      flows()
      tell({ state: JSON.parse(data) as LiveState })
    })
    source.addEventListener('news', ({ data }) => tell({ news: JSON.parse(data) as News }))
    source.addEventListener('gone', gone)
    source.addEventListener('error', () => {
      lookMeanwhile()
      // The browser tries again by itself, unless it was refused.
      if (source?.readyState === EventSource.CLOSED) again = setTimeout(open, STREAM_AGAIN_MS)
    })
  }

  open()
  return () => {
    source?.close()
    stopLooking()
    clearTimeout(again)
  }
}
