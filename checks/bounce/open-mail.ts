/** Opens a mail as far as a bounce needs: its words for people, the fields of RFC 3464 wherever they stand, the header of what came back. */
import { fieldsNamed, readHeader } from '../records/headers.ts'
import { type Leaf, readStructure } from '../records/mime.ts'
import { decodeOctets, decodeText } from '../records/transfer-encoding.ts'
import type { HeaderField } from '../subject.ts'
import { linesOf } from './prose.ts'

/** Octets of a mail, and of one of its parts, that are read. */
const longestMail = 10 * 1024 * 1024
const longestPart = 256 * 1024

/** A mail as far as it matters here. */
export interface OpenMail {
  headers: HeaderField[]
  leaves: Leaf[]
  /** The first words for people: up to the mail that came back. */
  lines: string[]
  /** All of them. */
  spoken: string
  /** Texts that hold the fields of RFC 3464. */
  reports: string[]
  /** The header of the mail that came back; [] when there is none. */
  returned: HeaderField[]
  text(leaf: Leaf): string
}

/** Never throws. */
export function openMail(raw: Uint8Array): OpenMail {
  const octets = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, longestMail))
  const source = octets.toString('latin1')
  const { fields, bodyStart } = readHeader(source)
  const whole: Leaf = { type: 'text/plain', headers: [], start: bodyStart, end: source.length, attached: false }
  // A boundary that occurs nowhere leaves no part at all; then the body is read as it stands.
  const { leaves } = withAny(readStructure(source, fields, bodyStart), whole)
  const text = (leaf: Leaf) => textOf(octets, leaf)
  const words = leaves.filter(({ type }) => type === 'text/plain' || type === 'text/html')
  const spoken = words.find(({ type, start, end }) => type === 'text/plain' && end > start) ?? words[0]
  const first = spoken ? readable(text(spoken), spoken.type) : ''
  const parts = leaves.filter(({ type }) => /^message\/(?:global-)?delivery-status$/.test(type)).map(text)
  // Some mailers write the fields into the text, or give the part another type.
  const others = parts.length > 0 ? [] : [first, ...leaves.filter(({ type }) => unnamed.test(type)).map(text)]
  const written = others.filter((one) => /^[ \t]*(?:final|original)-recipient *:/im.test(one)).map(fieldsIn)
  let lines: string[] | undefined
  let returned: HeaderField[] | undefined
  return {
    headers: fields,
    leaves,
    // Of a mail that is no bounce nobody asks for these.
    get lines() {
      lines ??= linesOf(first)
      return lines
    },
    get returned() {
      returned ??= returnedHeader(leaves, text, first)
      return returned
    },
    spoken: first,
    reports: [...parts, ...written],
    text,
  }
}

const unnamed = /^application\/octet-stream$|^text\/(?!plain|html)|^message\/(?!rfc822|feedback|disposition)/

const withAny = ({ leaves }: { leaves: Leaf[] }, otherwise: Leaf) => ({ leaves: leaves.length > 0 ? leaves : [otherwise] })

/** RFC 3464 §2.1 wants reports in 7bit; some servers encode them all the same. */
function textOf(octets: Buffer, { start, end, headers }: Leaf): string {
  const field = (name: string) => fieldsNamed(headers, name)[0]?.value.slice(0, 1000) ?? ''
  const part = octets.subarray(start, Math.min(end, start + longestPart))
  const encoding = field('content-transfer-encoding')
  const type = field('content-type')
  if (/charset/i.test(type)) return decodeText(part, type, encoding)
  const decoded = decodeOctets(part, encoding)
  // Old Japanese mailers write ISO-2022-JP and do not say so.
  const charset = decoded.includes('\u001b$') ? '; charset=iso-2022-jp' : ''
  return decodeText(decoded, charset, '')
}

/** HTML as text: line ends where a reader would see them. */
function readable(text: string, type: string): string {
  if (type !== 'text/html') return text
  return text
    .replace(/<(?:br|\/?p|\/?div|\/?tr|\/?td|\/?h\d|\/?li)\b[^<>]{0,500}>/gi, '\n')
    .replace(/<[^<>]{0,2000}>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&nbsp;/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
}

/** The fields that stand in the text: from the first of them on, without indentation. */
function fieldsIn(text: string): string {
  const start = text.search(/^[ \t]*(?:reporting-mta|action|final-recipient|original-recipient) *:/im)
  return text.slice(start).replace(/^[ \t]+(?=[\w-]+ *:)/gm, '')
}

function returnedHeader(leaves: Leaf[], text: (leaf: Leaf) => string, first: string): HeaderField[] {
  const leaf = leaves.find(({ type }) => type === 'message/rfc822' || /rfc822-headers?$/.test(type) || type === 'message/partial')
  if (leaf) return readHeader(`${text(leaf).trimStart()}\n\n`).fields
  const start = first.search(/^(?:return-path|received|dkim-signature|from|to|message-id|date|subject):.*\n/im)
  return start > 0 ? readHeader(`${first.slice(start)}\n\n`).fields : []
}
