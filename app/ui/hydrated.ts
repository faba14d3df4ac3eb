/** What only the browser knows, without a mismatch: the server's answer first, the browser's after hydration. */
import { useSyncExternalStore } from 'react'

const never = () => () => {}

/** False in the server's markup and during hydration, true afterwards. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  )

function eachMinute(tell: () => void): () => void {
  const timer = setInterval(tell, 30_000)
  return () => clearInterval(timer)
}

/** The present, in steps of half a minute so that a snapshot is stable; the server's moment until hydration. */
export const useNow = (server: number): number =>
  useSyncExternalStore(
    eachMinute,
    () => Math.floor(Date.now() / 30_000) * 30_000,
    () => server,
  )

/** The reader's time zone; the server's guess until hydration. */
export const useZone = (server: string): string =>
  useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone || server,
    () => server,
  )
