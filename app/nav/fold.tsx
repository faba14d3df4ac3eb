/** What opens from a label in a page's frame, a disclosure, so it opens without script. Closed again a page further on, and by Escape. */
import { useLocation } from '@remix-run/react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'

/** `label`: its `summary`. */
export function Fold({ label, className, children }: { label: ReactNode; className: string; children: ReactNode }) {
  const { key } = useLocation()
  const openedAt = useRef(key)
  const box = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    // Not when the script comes: it may have been opened before.
    if (box.current && openedAt.current !== key) box.current.open = false
    openedAt.current = key
  }, [key])
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !box.current?.open) return
    event.stopPropagation()
    box.current.open = false
    box.current.querySelector('summary')?.focus()
  }
  return (
    <details ref={box} className={className} onKeyDown={onKey}>
      {label}
      {children}
    </details>
  )
}
