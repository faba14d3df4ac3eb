/**
 * The header of a mail, field by field, as it was sent (RFC 5322 §2.2).
 *
 * A field is a name, a colon and a body; a line that begins with white space continues the field above it ("folding", §2.2.3); an empty
 * line ends the header. Everything is kept one character an octet, because a signature is over octets: `raw` is the field as it came,
 * `value` the unfolded body, still encoded (RFC 2047), read as UTF-8 where it is UTF-8 (RFC 6532).
 *
 * Hostile headers are met with limits instead of trust: past them the rest of the header is not read, and `problem` says so.
 */
import type { HeaderField } from '../subject.ts'

export interface HeaderBlock {
  fields: HeaderField[]
  /** Offset of the body's first octet; the end of the mail when no empty line ends the header. */
  bodyStart: number
  /** Why not all of it was read. */
  problem: string | undefined
}

/** Octets of header and number of fields read; Postfix stops at 100 KB, Gmail at 500 KB and 5,000 fields. */
const largestHeader = 1024 * 1024
const mostFields = 5000

// The empty line in all spellings seen. Bare line feeds are a fault of the sender (RFC 5321 §2.3.8), yet everybody reads them.
const emptyLine = /\n\r?\n/g

/** Reads the header at the start of `text` (one character an octet), looking no further than `end`. Never throws. */
export function readHeader(text: string, start = 0, end = text.length): HeaderBlock {
  const bodyStart = findBody(text, start, end)
  const stop = Math.min(bodyStart, start + largestHeader)
  const lines = text.slice(start, stop).split(/\r?\n/)
  const rows: string[][] = []
  for (const line of lines) {
    const above = rows.at(-1)
    if (isField(line)) rows.push([line])
    // Like a folded line, what is no field belongs to the field above: so nobody can hide a field from us that others read.
    else if (line !== '' && above) above.push(line)
    if (rows.length > mostFields) break
  }
  const fields = rows.slice(0, mostFields).map(readField)
  return { fields, bodyStart, problem: problem(bodyStart - start, rows.length) }
}

function problem(octets: number, fields: number): string | undefined {
  if (octets > largestHeader) return `the header is longer than ${largestHeader} octets`
  if (fields > mostFields) return `the header has more than ${mostFields} fields`
  return undefined
}

function findBody(text: string, start: number, end: number): number {
  if (text.startsWith('\n', start)) return start + 1
  if (text.startsWith('\r\n', start)) return start + 2
  emptyLine.lastIndex = start
  const found = emptyLine.exec(text)
  return found && found.index < end ? Math.min(end, found.index + found[0].length) : end
}

/** RFC 5322 §3.6.8: printable ASCII without the colon; §4.5 lets white space stand before the colon. */
function isField(line: string): boolean {
  return /^[\x21-\x39\x3b-\x7e]+[ \t]*:/.test(line)
}

function readField(row: string[]): HeaderField {
  const raw = row.join('\r\n')
  const colon = raw.indexOf(':')
  const value = row.join('').slice(colon + 1)
  return { name: raw.slice(0, colon).trim(), value: asText(value).trim(), raw }
}

/** Octets as text: UTF-8 when they are UTF-8, else each octet is its own character (ISO 8859-1). */
export function asText(octets: string): string {
  if (/^[\x00-\x7f]*$/.test(octets)) return octets
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(octets, 'latin1'))
  } catch {
    return octets
  }
}

/** The fields of this name, top to bottom; the name in lower case. The list is shared: nobody may change it. */
export function fieldsNamed(headers: readonly HeaderField[], name: string): HeaderField[] {
  return byName(headers).get(name) ?? none
}

const none: HeaderField[] = []
const indexes = new WeakMap<readonly HeaderField[], Map<string, HeaderField[]>>()

/** Nearly every check asks for fields by name, so each header is sorted by it once. */
function byName(headers: readonly HeaderField[]): Map<string, HeaderField[]> {
  const known = indexes.get(headers)
  if (known) return known
  const index = Map.groupBy(headers, (field) => field.name.toLowerCase())
  indexes.set(headers, index)
  return index
}
