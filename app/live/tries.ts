/** Tries as series: what one sender did about one recipient, from the first try to the one that was accepted. Pure. */
import type { LiveSession, LiveTry } from '../live.ts'
import { count } from '../ui/count.ts'

export interface Series {
  key: string
  recipient: string
  mailFrom: string
  /** Oldest first. `after`: milliseconds since the first; `pause`: since the one before, null for the first. */
  tries: (LiveTry & { after: number; pause: number | null })[]
  accepted: boolean
}

/** `newestFirst` as the state has them. The series with the newest try comes first. */
export function seriesOf(newestFirst: readonly LiveTry[]): Series[] {
  const open = new Map<string, LiveTry[]>()
  const all: LiveTry[][] = []
  for (const one of newestFirst.toReversed()) {
    const key = `${one.recipient} ${one.mailFrom}`
    const series = open.get(key) ?? []
    if (series.length === 0) all.push(series)
    series.push(one)
    if (one.accepted) open.delete(key)
    else open.set(key, series)
  }
  return all.map(withPauses).sort((a, b) => lastOf(b) - lastOf(a))
}

const lastOf = ({ tries }: Series): number => Date.parse(tries.at(-1)?.at ?? '')

function withPauses(tries: LiveTry[]): Series {
  const at = tries.map((one) => Date.parse(one.at))
  const { id = '', recipient = '', mailFrom = '' } = tries[0] ?? {}
  return {
    ...{ key: id, recipient, mailFrom },
    tries: tries.map((one, index) => ({
      ...one,
      after: (at[index] ?? 0) - (at[0] ?? 0),
      pause: index === 0 ? null : (at[index] ?? 0) - (at[index - 1] ?? 0),
    })),
    accepted: tries.at(-1)?.accepted ?? false,
  }
}

const mostTimes = 8

/** "4 tries: after 0 s, 1 min, 5 min, 30 min, then accepted." */
export function tell({ tries, accepted }: Series): string {
  const shown = tries.slice(0, mostTimes).map(({ after }) => lasting(after))
  const more = tries.length > shown.length ? ` … ${lasting(tries.at(-1)?.after ?? 0)}` : ''
  const end = accepted ? 'then accepted' : 'not accepted so far'
  return `${count(tries.length, 'try', 'tries')}: after ${shown.join(', ')}${more}, ${end}.`
}

/** The conversation of the newest try, when it is among these (newest first). */
export const lastSession = ({ recipient, tries }: Series, sessions: readonly LiveSession[]): LiveSession | undefined =>
  sessions.find((session) => session.recipient === recipient && session.startedAt <= (tries.at(-1)?.at ?? ''))

const units = [
  { ms: 86_400_000, name: 'd' },
  { ms: 3_600_000, name: 'h' },
  { ms: 60_000, name: 'min' },
  { ms: 1000, name: 's' },
]

/** "0 s", "1 min 30 s", "5 min", "1 h 30 min": two units at most. */
export function lasting(ms: number): string {
  const seconds = Math.round(ms / 1000) * 1000
  const at = units.findIndex((unit) => seconds >= unit.ms)
  const [unit, smaller] = [units[at], units[at + 1]]
  if (!unit) return '0 s'
  const whole = Math.floor(seconds / unit.ms)
  const rest = smaller ? Math.floor((seconds % unit.ms) / smaller.ms) : 0
  return `${whole} ${unit.name}${rest > 0 && smaller ? ` ${rest} ${smaller.name}` : ''}`
}

/** "250 2.1.5 Accepted", or what happened without a word. */
export function saidTo({ reply, behaviour, accepted }: LiveTry): string {
  if (reply !== '') return reply
  return behaviour === 'slow' && !accepted ? 'The sender left before our reply.' : 'The connection was dropped.'
}
