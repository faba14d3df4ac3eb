/** Mailbox names on the wire: modified UTF-7 (RFC 3501 §5.1.3) until IMAP4rev2 is enabled, then UTF-8; and the patterns of LIST. */
import { delimiter } from '../mailbox/names.ts'
import { octetsOf, textOf } from './scanner.ts'

/** A name from the client. UTF-8 is taken always; null when it is neither. */
export function readName(octets: string, utf8: boolean): string | null {
  const text = textOf(octets)
  if (text.includes('\ufffd')) return null
  const name = utf8 ? text : fromUtf7(text)
  if (name === null) return null
  return /^inbox$/i.test(name) ? 'INBOX' : name.normalize('NFC').replace(/^inbox(?=\/)/i, 'INBOX')
}

/** A name as it is sent, quoted where it must be. */
export function writeName(name: string, utf8: boolean): string {
  const text = utf8 ? octetsOf(name) : toUtf7(name)
  return /^[A-Za-z0-9._/+&,-]+$/.test(text) && !/^nil$/i.test(text) ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}

function toUtf7(name: string): string {
  return name
    .replaceAll('&', '&-')
    .replaceAll(
      /[^\x20-\x7e]+/g,
      (text) => `&${Buffer.from(text, 'utf16le').swap16().toString('base64').replaceAll('/', ',').replace(/=+$/, '')}-`,
    )
}

function fromUtf7(text: string): string | null {
  let whole = true
  const name = text.replaceAll(/&([^-]*)(-?)/g, (_all, code: string, end: string) => {
    if (code === '' && end) return '&'
    const octets = Buffer.from(code.replaceAll(',', '/'), 'base64')
    if (!end || octets.length % 2 > 0 || !/^[A-Za-z0-9+,]+$/.test(code)) {
      whole = false
      return ''
    }
    return octets.swap16().toString('utf16le')
  })
  return whole ? name : null
}

/** A test for names that match any of these patterns: `*` is anything, `%` anything without the delimiter. */
export function matcher(patterns: string[]): (name: string) => boolean {
  return (name) => patterns.some((pattern) => matches(pattern, name))
}

/** Each wildcard is gone back to once only, as the last `*` decides; so the time is bounded by pattern times name. */
function matches(pattern: string, name: string): boolean {
  let reached = new Set([0])
  for (const letter of pattern) {
    const next = new Set<number>()
    for (const at of reached) {
      if (letter === '*') for (let to = at; to <= name.length; to++) next.add(to)
      else if (letter === '%')
        for (let to = at; to <= name.length && (to === at || name[to - 1] !== delimiter); to++) next.add(to)
      else if (name.startsWith(letter, at)) next.add(at + letter.length)
    }
    if (next.size === 0) return false
    reached = next
  }
  return reached.has(name.length)
}
