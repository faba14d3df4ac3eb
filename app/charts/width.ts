/** How wide a drawing of ours may be, in pixels. */
import { type RefObject, useEffect, useRef, useState } from 'react'

/** Below this a drawing is scrolled, not squeezed. */
const least = 620

/** The width of an element's room, at least 620, and followed when it changes. */
export function useWidth<Kind extends HTMLElement>(): [room: RefObject<Kind>, width: number] {
  const room = useRef<Kind>(null)
  const [width, setWidth] = useState(least)
  useEffect(() => {
    if (!room.current) return
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.max(least, Math.floor(entry.contentRect.width))))
    observer.observe(room.current)
    return () => observer.disconnect()
  }, [])
  return [room, width]
}
