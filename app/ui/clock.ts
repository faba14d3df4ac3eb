/**
 * Times in words. Built from parts, so that Node and every browser write the same characters.
 */
import { count } from './count.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  formats.set(zone, format)
  return format
}

function partsOf(at: number, zone: string): Record<string, string> {
  return Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
}

/** Is this a time zone `Intl` knows? Keeps a cookie's value from throwing. */
export function knownZone(zone: string | undefined): string {
  try {
    if (zone) formatOf(zone)
    return zone || 'UTC'
  } catch {
    return 'UTC'
  }
}

const suffix = (zone: string): string => (zone === 'UTC' ? ' UTC' : '')

/** "Tue 24 Nov, 14:02" */
export function dayAndTime(at: number, zone: string): string {
  const { weekday, day, month, hour, minute } = partsOf(at, zone)
  return `${weekday} ${day} ${month?.slice(0, 3)}, ${hour}:${minute}${suffix(zone)}`
}

/** "24 Nov" */
export function dayOnly(at: number, zone: string): string {
  const { day, month } = partsOf(at, zone)
  return `${day} ${month?.slice(0, 3)}`
}

/** "24 Nov 2026": for what lies years away */
export function dayAndYear(at: number, zone: string): string {
  return `${dayOnly(at, zone)} ${partsOf(at, zone).year}`
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** The Monday before, or that day itself: "23 Nov" */
export function mondayOf(at: number, zone: string): string {
  const { weekday = '', hour } = partsOf(at, zone)
  // From noon to noon: whatever the zone does with its clocks at night, the day is the same.
  const hours = Math.max(0, weekdays.indexOf(weekday)) * 24 + Number(hour) - 12
  return dayOnly(at - hours * 3_600_000, zone)
}

/** "24 Nov 13:00" */
export function hourOnly(at: number, zone: string): string {
  const { day, month, hour } = partsOf(at, zone)
  return `${day} ${month?.slice(0, 3)} ${hour}:00`
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** "2026-11-24": as a field of a form has it. */
function isoDay(at: number, zone: string): string {
  const { day = '', month = '', year } = partsOf(at, zone)
  return `${year}-${String(months.indexOf(month.slice(0, 3)) + 1).padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** When a day of the form "2026-11-24" begins in a zone, in milliseconds; null for what is no day. */
export function beginOfDay(day: string, zone: string): number | null {
  const utc = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 10) !== day) return null
  // From noon before on in quarters of an hour: zones differ by those, and some days do not begin at midnight.
  const quarter = 900_000
  let at = utc - 15 * 3_600_000
  while (isoDay(at, zone) < day) at += quarter
  return at
}

/** "13:40:07" */
export function timeOnly(at: number, zone: string): string {
  const { hour, minute, second } = partsOf(at, zone)
  return `${hour}:${minute}:${second}`
}

/** What stands at points along an axis: the day, or the time when all are of one day. */
export function axisTimes(all: number[], zone: string): (at: number) => string {
  // Found once it is asked for: where nothing is drawn, nothing is named.
  let several: boolean | undefined
  const areSeveral = (): boolean => new Set(all.map((at) => dayOnly(at, zone))).size > 1
  return (at) => {
    several ??= areSeveral()
    return several ? dayOnly(at, zone) : timeOnly(at, zone)
  }
}

/** "Tue 24 Nov 2026, 14:02:07 UTC": for titles. */
export function exactTime(at: number, zone: string): string {
  const { weekday, day, month, year, hour, minute, second } = partsOf(at, zone)
  return `${weekday} ${day} ${month?.slice(0, 3)} ${year}, ${hour}:${minute}:${second} ${zone}`
}

/** Under a day "4 minutes ago", else "12 Nov, 13:20". The future is always a date. */
export function ago(at: number, now: number, zone: string): string {
  const seconds = Math.round((now - at) / 1000)
  if (seconds < -60 || seconds >= 86_400) {
    const { day, month, hour, minute } = partsOf(at, zone)
    return `${day} ${month?.slice(0, 3)}, ${hour}:${minute}`
  }
  if (seconds < 60) return 'just now'
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  return `${Math.floor(seconds / 3600)} h ago`
}

/** A time in milliseconds, in words: "8 seconds", "12 minutes", "3 hours", "2 days". */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 1) return 'under a second'
  if (seconds < 120) return count(seconds, 'second')
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return count(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return hours < 48 ? count(hours, 'hour') : count(Math.round(hours / 24), 'day')
}
