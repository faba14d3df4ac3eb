/**
 * Encoded-words (RFC 2047 §2): `=?charset?encoding?text?=`, how header fields carry what is not ASCII. At most 75 characters each; not
 * inside a quoted string, and never where a machine reads: in an address, a Message-ID, a date.
 */
import type { HeaderField } from '../subject.ts'

export interface EncodedWord {
  field: string
  /** As it stands. */
  word: string
  problem?: 'misplaced' | 'undecodable' | 'too-long' | 'quoted'
}

const pattern = /=\?([^?\s]{1,60})\?([bqBQ])\?([^?\s]*)\?=/g
const machineFields = new Set([
  ...['message-id', 'in-reply-to', 'references', 'resent-message-id', 'date', 'resent-date', 'return-path'],
  ...['mime-version', 'content-transfer-encoding', 'content-id', 'list-unsubscribe', 'list-unsubscribe-post'],
])
const addressFields = new Set(['from', 'sender', 'reply-to', 'to', 'cc', 'bcc'])
const longestField = 64 * 1024
const mostWords = 2000

/** The encoded-words of these fields, each with the gravest thing that is wrong with it; at most 2,000. */
export function encodedWordsIn(fields: readonly HeaderField[]): EncodedWord[] {
  const found: EncodedWord[] = []
  for (const { name, value } of fields) {
    const field = name.toLowerCase()
    const text = value.slice(0, longestField)
    const quoted = addressFields.has(field) ? quotedRanges(text) : []
    for (const match of text.matchAll(pattern)) {
      if (found.length >= mostWords) return found
      const problem = problemOf(field, text, match, quoted)
      found.push({ field: name, word: match[0], ...(problem && { problem }) })
    }
  }
  return found
}

function problemOf(field: string, text: string, match: RegExpExecArray, quoted: [number, number][]): EncodedWord['problem'] {
  const [word, charset = '', encoding = '', content = ''] = match
  if (machineFields.has(field) || (addressFields.has(field) && standsInAddress(text, match.index, word.length)))
    return 'misplaced'
  if (!decodes(charset, encoding, content)) return 'undecodable'
  if (word.length > 75) return 'too-long'
  return quoted.some(([start, end]) => start < match.index && match.index < end) ? 'quoted' : undefined
}

/** Between angle brackets, or grown together with an `@`. */
function standsInAddress(text: string, start: number, length: number): boolean {
  const open = text.lastIndexOf('<', start)
  const inside = open >= 0 && !text.slice(open, start).includes('>') && text.indexOf('>', start) >= 0
  return inside || text[start + length] === '@' || text[start - 1] === '@'
}

function decodes(charset: string, encoding: string, content: string): boolean {
  const octets = /b/i.test(encoding) ? fromBase64(content) : fromQ(content)
  if (!octets) return false
  try {
    // RFC 2231 §5 lets a language follow the charset.
    new TextDecoder(charset.replace(/\*.*$/, ''), { fatal: true }).decode(octets)
    return true
  } catch {
    return false
  }
}

function fromBase64(text: string): Uint8Array | undefined {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1 ? Buffer.from(text, 'base64') : undefined
}

function fromQ(text: string): Uint8Array | undefined {
  if (/=(?![0-9A-Fa-f]{2})/.test(text)) return undefined
  const octets = text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(octets, 'latin1')
}

/** Where quoted strings begin and end, outside comments. */
function quotedRanges(text: string): [number, number][] {
  const ranges: [number, number][] = []
  let start = -1
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') {
      if (start >= 0) ranges.push([start, at])
      start = start >= 0 ? -1 : at
    }
  }
  return ranges
}
