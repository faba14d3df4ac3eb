/** When something happened, as exports and mails write it. What can be read in two ways (03/04/2026) is not read. */

const forms = [
  // 2026-11-21, 2026-11-21 13:05:00.123 +01:00, 2026-11-21T13:05:00Z
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d\d:?\d\d)?)?$/,
  // Sat, 21 Nov 2026 13:05:00 +0100 (RFC 5322 §3.3)
  /^(?:[A-Z][a-z]{2}, ?)?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UTC)(?: \([^()]{0,20}\))?$/,
] as const

/** Milliseconds since 1970; without a zone, UTC. Undefined for anything else. */
export function readTime(given: string): number | undefined {
  const text = given.trim().slice(0, 64)
  if (/^1\d{9}(?:\d{3})?$/.test(text)) return Number(text) * (text.length === 10 ? 1000 : 1)
  const [, day, time = '00:00', zone = 'Z'] = forms[0].exec(text) ?? []
  const iso = day && `${day}T${time}${zone === 'UTC' ? 'Z' : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`
  const at = iso ? Date.parse(iso) : forms[1].test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

/** The Date of a mail's header (RFC 5322 §3.6.1); undefined when there is none that can be read. */
export function dateOfMail(raw: Buffer): number | undefined {
  const header =
    raw
      .subarray(0, 65_536)
      .toString('latin1')
      .split(/\r?\n\r?\n/, 1)[0] ?? ''
  const field = /^date:[ \t]*([^\r\n]{0,100})/im.exec(header)?.[1]
  return field === undefined ? undefined : readTime(field)
}

const dayMs = 86_400_000
const longestAgo = 365 * dayMs

/** A moment that is believed: within the last year. Anything else is now. */
export const believed = (at: number | undefined, now: number): Date =>
  new Date(at !== undefined && at <= now && at > now - longestAgo ? at : now)
