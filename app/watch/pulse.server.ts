/** How a team's mails do: those that would arrive and those that came back, by day, and beside the week before. */
import { countBouncesBy } from '#prisma/bounce.ts'
import { mailDays } from '#prisma/mail-day.ts'
import { type Counted, intoBuckets, type Series } from '../charts/buckets.ts'
import { fileOf, seriesRows } from '../charts/csv.server.ts'
import { calendarOf } from '../charts/history.server.ts'

interface Week {
  mails: number
  ready: number
  bounces: number
}

export interface Pulse {
  /** Keys `ready` and `not`. */
  mails: Series
  /** By class. */
  bounces: Series
  week: Week
  before: Week
}

const dayMs = 86_400_000
const shownDays = 30

/** Of the last 30 days. */
export async function pulseOf(teamId: string, now: number, zone: string): Promise<Pulse> {
  const since = new Date(now - shownDays * dayMs)
  const [days, bounces] = await Promise.all([
    mailDays({ teamId, since }),
    countBouncesBy({ teamId, projects: null, since }, 'class'),
  ])
  const calendar = calendarOf(zone)
  const mails = days.flatMap(({ day, mails, ready }): Counted[] => {
    const hour = day.toISOString()
    return [
      { hour, key: 'ready', count: ready },
      { hour, key: 'not', count: mails - ready },
    ]
  })
  const weekFrom = (begin: number): Week => {
    const isIn = (at: Date) => at.getTime() > begin && at.getTime() <= begin + 7 * dayMs
    const own = days.filter(({ day }) => isIn(day))
    const sum = (name: 'mails' | 'ready'): number => own.reduce((all, day) => all + day[name], 0)
    const back = bounces.filter(({ hour }) => isIn(hour)).reduce((all, { count }) => all + count, 0)
    return { mails: sum('mails'), ready: sum('ready'), bounces: back }
  }
  const returned = bounces.map((row): Counted => ({ hour: row.hour.toISOString(), key: row.key, count: row.count }))
  return {
    mails: intoBuckets(mails, now, calendar),
    bounces: intoBuckets(returned, now, calendar),
    week: weekFrom(now - 7 * dayMs),
    before: weekFrom(now - 14 * dayMs),
  }
}

export const pulseCharts = ['mails', 'bounces'] as const

/** The numbers of one chart as a file. */
export const pulseFile = (chart: (typeof pulseCharts)[number], pulse: Pulse): Response =>
  fileOf(`${chart}.csv`, seriesRows(pulse[chart]))
