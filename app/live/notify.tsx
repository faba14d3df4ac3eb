/** "Tell me when it's here": a notification of the browser, when the page is not in front. */
import { useEffect, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { useHydrated } from '../ui/hydrated.ts'

export function useNotify(title: string, arrived: boolean): { offered: boolean; on: boolean; ask(): void } {
  const hydrated = useHydrated()
  const [on, setOn] = useState(false)
  const told = useRef(arrived)
  const offered = hydrated && 'Notification' in window && Notification.permission !== 'denied'

  useEffect(() => {
    if (arrived && !told.current && on && document.hidden) new Notification(title, { icon: '/favicon.svg', tag: 'seedbed' })
    told.current = arrived
  }, [arrived, on, title])

  const ask = () => void Notification.requestPermission().then((answer) => setOn(answer === 'granted'))
  return { offered, on, ask }
}

export function Notify({ offered, on, ask }: ReturnType<typeof useNotify>) {
  if (!offered) return null
  if (on) return <p className="text-sm text-muted">We tell you when it is here.</p>
  return (
    <Button type="button" kind="quiet" onClick={ask}>
      Tell me when it’s here
    </Button>
  )
}
