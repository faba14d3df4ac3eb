/**
 * The Date field (RFC 5322 §3.3): `Fri, 21 Nov 2026 09:55:06 -0600`. Older forms are still read (§4.3): a year of two or three digits, and
 * zones by letters; new mail must not use them.
 */

export interface MailDate {
  /** Milliseconds since 1970. */
  time: number
  /** A year of fewer than four digits, or a zone by letters other than GMT and UT. */
  obsolete: boolean
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const zones: Record<string, number> = { ut: 0, gmt: 0, est: -5, edt: -4, cst: -6, cdt: -5, mst: -7, mdt: -6, pst: -8, pdt: -7 }

const form =
  /^(?:(?:mon|tue|wed|thu|fri|sat|sun)\s*,\s*)?(\d{1,2})\s+([a-z]{3})\s+(\d{2,4})\s+(\d{2})\s*:\s*(\d{2})(?:\s*:\s*(\d{2}))?\s+([+-]\d{4}|[a-z]{1,5})$/i

/** Reads the value of a Date field; undefined when it is no date. */
export function readDate(value: string): MailDate | undefined {
  const text = withoutComments(value.slice(0, 1000)).trim()
  const [, day = '', month = '', year = '', hour = '', minute = '', second = '0', zone = ''] = form.exec(text) ?? []
  const index = months.indexOf(month.toLowerCase())
  const offset = offsetOf(zone)
  if (index < 0 || offset === undefined) return undefined
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined
  const midnight = new Date(Date.UTC(fullYear(year), index, Number(day)))
  // 31 April would roll over into May.
  if (midnight.getUTCMonth() !== index || midnight.getUTCDate() !== Number(day)) return undefined
  const time = midnight.getTime() + (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1000 - offset * 60_000
  return { time, obsolete: year.length < 4 || (/^[a-z]/i.test(zone) && !/^(?:gmt|ut)$/i.test(zone)) }
}

/** RFC 5322 §4.3: 00 to 49 are of this century, 50 to 99 and three digits count from 1900. */
function fullYear(year: string): number {
  const number = Number(year)
  if (year.length === 2 && number < 50) return 2000 + number
  return year.length < 4 ? 1900 + number : number
}

/** Minutes east of UTC. Letters whose meaning is unknown count as -0000 (§4.3). */
function offsetOf(zone: string): number | undefined {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d)(\d\d)$/.exec(zone) ?? []
  if (sign) return Number(minutes) < 60 ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : undefined
  if (zone === '') return undefined
  return (zones[zone.toLowerCase()] ?? 0) * 60
}

/** Comments, in parentheses and nested, may stand between any two tokens (RFC 5322 §3.2.2). */
export function withoutComments(text: string): string {
  let depth = 0
  let kept = ''
  for (const character of text) {
    if (character === '(') depth++
    else if (character === ')' && depth > 0) depth--
    else if (depth === 0) kept += character
  }
  return kept
}
