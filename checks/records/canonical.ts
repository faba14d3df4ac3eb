/**
 * DKIM's canonical forms (RFC 6376 §3.4): what of a body or a field is signed, so that harmless changes on the way do not break a signature.
 * Only used to find out what happened to a mail whose signature does not hold; whether it holds is mailauth's to say.
 */
import { createHash } from 'node:crypto'

export type Canonicalization = 'simple' | 'relaxed'

/** The body in its canonical form (§3.4.3, §3.4.4), one character an octet; lines may end in CRLF or LF. */
export function canonicalBody(body: string, how: Canonicalization): string {
  const lines = body.split(/\r?\n/)
  const canonical = how === 'relaxed' ? lines.map(relaxedLine) : lines
  let end = canonical.length
  while (end > 0 && canonical[end - 1] === '') end--
  if (end === 0) return how === 'relaxed' ? '' : '\r\n'
  return `${canonical.slice(0, end).join('\r\n')}\r\n`
}

function relaxedLine(line: string): string {
  return line.replace(/[ \t]+/g, ' ').replace(/ $/, '')
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
