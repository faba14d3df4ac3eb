/** Mails as POP3 sends them: lines that begin with a dot get one more, and a line with one dot ends it all (RFC 1939 §3). */

const [lf, cr, dot] = [10, 13, 46]

/**
 * The octets of a mail with dots added, so that its end is where it ends. Lines end with CRLF, as the RFC says. Most programs read a bare LF as an
 * end too: for them a dot alone on such a line would be the end of the mail and the rest the server's next answers, so that one is doubled as well.
 * A mail without CRLF at its end gets it: the last line must end before the dot.
 */
export function stuffed(octets: Buffer): Buffer {
  const end = endsWhole(octets) ? 0 : 2
  const mayNeed = octets[0] === dot || octets.includes('\n.')
  if (!mayNeed && end === 0) return octets
  const dots = mayNeed ? countDots(octets) : 0
  const out = Buffer.allocUnsafe(octets.length + dots + end)
  if (dots === 0) octets.copy(out)
  else fill(out, octets)
  if (end > 0) out.write('\r\n', octets.length + dots, 'latin1')
  return out
}

const endsWhole = (octets: Buffer): boolean => octets.length === 0 || (octets.at(-1) === lf && octets.at(-2) === cr)

function countDots(octets: Buffer): number {
  let count = 0
  for (let at = 0; at < octets.length; at++) if (octets[at] === dot && needsDot(octets, at)) count++
  return count
}

function fill(out: Buffer, octets: Buffer): void {
  let to = 0
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at] ?? 0
    if (octet === dot && needsDot(octets, at)) out[to++] = dot
    out[to++] = octet
  }
}

function needsDot(octets: Buffer, at: number): boolean {
  if (at === 0) return true
  if (octets[at - 1] !== lf) return false
  if (octets[at - 2] === cr) return true
  const after = octets[at + 1]
  return after === undefined || after === lf || (after === cr && (octets[at + 2] === lf || at + 2 === octets.length))
}

/** The header, the line after it, and so many lines of the body. */
export function topOf(octets: Buffer, lines: number): Buffer {
  let at = 0
  let left = -1
  while (at < octets.length && left !== 0) {
    const end = octets.indexOf(lf, at)
    if (end < 0) return octets
    const isEmpty = end === at || (end === at + 1 && octets[at] === cr)
    if (left > 0) left--
    else if (isEmpty) left = lines
    at = end + 1
  }
  return octets.subarray(0, at)
}
