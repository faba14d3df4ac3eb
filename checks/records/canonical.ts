/**
 * DKIM's canonical forms (RFC 6376 §3.4): what of a body or a field is signed, so that harmless changes on the way do not break a signature.
 * Used to verify signatures that are as they should be, and to find out what happened to a mail whose signature does not hold.
 */
import { createHash } from 'node:crypto'

export type Canonicalization = 'simple' | 'relaxed'

/** The body in its canonical form (§3.4.3, §3.4.4), one character an octet; lines may end in CRLF or LF. */
export function canonicalBody(body: string, how: Canonicalization): string {
  const lines = /(?<!\r)\n/.test(body) ? body.replace(/\r?\n/g, '\r\n') : body
  const canonical = how === 'relaxed' ? relaxedLines(lines) : lines
  let end = canonical.length
  while (canonical.charCodeAt(end - 1) === feed && canonical.charCodeAt(end - 2) === carriageReturn) end -= 2
  if (end === 0) return how === 'relaxed' ? '' : '\r\n'
  return end + 2 === canonical.length ? canonical : `${canonical.slice(0, end)}\r\n`
}

const feed = 10
const carriageReturn = 13

/** Runs of white space as one space, and none at the end of a line. Most bodies have nothing of it. */
function relaxedLines(body: string): string {
  const single = /\t| {2}/.test(body) ? body.replace(/[ \t]+/g, ' ') : body
  return / (?:\r\n|$)/.test(single) ? single.replace(/ (?=\r\n|$)/g, '') : single
}

/** A field, as written, in its canonical form (§3.4.1, §3.4.2), without a line end. */
export function canonicalField(raw: string, how: Canonicalization): string {
  if (how === 'simple') return raw
  const colon = raw.indexOf(':')
  const value = raw
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
  return `${raw.slice(0, colon).toLowerCase()}:${value.replace(/^ | $/g, '')}`
}

/** SHA-256 of such a body, base64, as `bh=` has it. */
export function bodyHash(canonical: string, length?: number): string {
  return createHash('sha256').update(canonical.slice(0, length), 'latin1').digest('base64')
}

/**
 * How many lines at the end have to go for the hash to be this one; undefined when it never is. Each line is hashed once.
 * Looks at no more than `most` lines from the end.
 */
export function linesAfterHash(canonical: string, wanted: string, most: number): number | undefined {
  const lines = canonical.split('\r\n').slice(0, -1)
  const hash = createHash('sha256')
  let found: number | undefined
  let held = ''
  for (const [index, line] of lines.entries()) {
    // Empty lines count only when something follows them: at the end they are not part of the canonical form.
    held += `${line}\r\n`
    if (line === '') continue
    hash.update(held, 'latin1')
    held = ''
    const left = lines.length - index - 1
    if (left > 0 && left <= most && hash.copy().digest('base64') === wanted) found = left
  }
  return found
}
