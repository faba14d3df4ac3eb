/** IMAP's dates (RFC 9051 §9): `21-Nov-2026` and `"21-Nov-2026 13:05:00 +0000"`. Times are milliseconds since 1970. */
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
export const dayMs = 86_400_000
export const minuteMs = 60_000

/** `zone`: minutes east of UTC. */
export function writeDateTime(at: number, zone = 0): string {
  const date = new Date(at + zone * minuteMs)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = String(date.getUTCDate()).padStart(2, ' ')
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':')
  const offset = `${zone < 0 ? '-' : '+'}${two(Math.floor(Math.abs(zone) / 60))}${two(Math.abs(zone) % 60)}`
  return `"${day}-${months[date.getUTCMonth()]}-${date.getUTCFullYear()} ${time} ${offset}"`
}

/** The first moment of a day, in UTC; null for what is none. */
export function readDay(text: string): number | null {
  const [, day, month, year] = /^\s?(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(text) ?? []
  const index = months.findIndex((name) => name.toLowerCase() === month?.toLowerCase())
  if (index < 0 || Number(day) < 1 || Number(day) > 31) return null
  return Date.UTC(Number(year), index, Number(day))
}

/** A moment, and the zone in which it was told: minutes east of UTC. Null for what is none. */
export function readDateTime(text: string): { at: number; zone: number } | null {
  const [, day = '', hours, minutes, seconds, sign, east, past] =
    /^(.{10,11}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/.exec(text) ?? []
  const start = readDay(day)
  if (start === null) return null
  const zone = (Number(east) * 60 + Number(past)) * (sign === '-' ? -1 : 1)
  return { at: start + ((Number(hours) * 60 + Number(minutes) - zone) * 60 + Number(seconds)) * 1000, zone }
}
