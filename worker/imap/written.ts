/** Strings in answers (RFC 9051 §4.3). What is one character an octet here is one octet on the wire. */

/** A string that cannot be quoted is a literal. NUL, which only literal8 may hold, becomes a question mark. */
export function writeString(octets: string): string {
  const text = octets.replaceAll('\0', '?')
  if (text.length < 1000 && /^[\x01-\x09\x0b\x0c\x0e-\x7f]*$/.test(text)) return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
  return `{${text.length}}\r\n${text}`
}

export const writeNstring = (octets: string | undefined | null): string => (octets == null ? 'NIL' : writeString(octets))

/** Numbers as a set: `1:3,7`. In order, each once. */
export function writeSet(numbers: readonly number[]): string {
  const ranges: string[] = []
  for (let at = 0; at < numbers.length; at++) {
    const first = numbers[at] ?? 0
    while ((numbers[at + 1] ?? 0) === (numbers[at] ?? 0) + 1) at++
    const last = numbers[at] ?? 0
    ranges.push(first === last ? String(first) : `${first}:${last}`)
  }
  return ranges.join(',')
}
