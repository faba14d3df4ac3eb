/** Moments on the page: the reader's zone after hydration, the zone of the last visit (or UTC) before. */
import { createContext, useContext } from 'react'
import { ago, dayAndTime, dayAndYear, dayOnly, exactTime, timeOnly } from './clock.ts'
import { useNow, useZone } from './hydrated.ts'

/** What the server knew when it wrote the page. */
export const Moment = createContext<{ now: number; zone: string }>({ now: 0, zone: 'UTC' })

/** Room kept for the longest form, so that nothing moves when the reader's zone comes in. */
const forms = {
  moment: { write: (at: number, _now: number, zone: string) => dayAndTime(at, zone), width: '' },
  day: { write: (at: number, _now: number, zone: string) => dayOnly(at, zone), width: '' },
  date: { write: (at: number, _now: number, zone: string) => dayAndYear(at, zone), width: '' },
  clock: { write: (at: number, _now: number, zone: string) => timeOnly(at, zone), width: 'min-w-[8ch]' },
  ago: { write: ago, width: '' },
} as const

export function Time({ at, form = 'moment' }: { at: string; form?: keyof typeof forms }) {
  const server = useContext(Moment)
  const zone = useZone(server.zone)
  const now = useNow(server.now)
  const value = Date.parse(at)
  if (Number.isNaN(value)) return <bdi>{at}</bdi>
  const { write, width } = forms[form]
  return (
    <time dateTime={at} title={exactTime(value, zone)} className={`inline-block tabular-nums ${width}`}>
      {write(value, now, zone)}
    </time>
  )
}
