/** One polite live region for the whole page. Announcements never come closer than three seconds; a newer one replaces one that waits. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react'

const Announce = createContext<(text: string) => void>(() => {})

export const useAnnounce = (): ((text: string) => void) => useContext(Announce)

const APART_MS = 3000

export function Announcer({ children }: { children: ReactNode }) {
  const [text, setText] = useState('')
  const next = useRef(0)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const announce = useCallback((words: string) => {
    clearTimeout(timer.current)
    const wait = Math.max(0, next.current - Date.now())
    timer.current = setTimeout(() => {
      next.current = Date.now() + APART_MS
      setText(words)
    }, wait)
  }, [])

  useEffect(() => () => clearTimeout(timer.current), [])

  return (
    <Announce.Provider value={announce}>
      {children}
      <div role="status" aria-live="polite" className="sr-only">
        {text}
      </div>
    </Announce.Provider>
  )
}
