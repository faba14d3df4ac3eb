/** A mail taken apart for looking at: its header fields, its tree of parts, and the octets of each. */
import { type HeaderBlock, fieldsNamed, readHeader } from '#checks/records/headers.ts'
import { parameter, type Part, readStructure, type Structure } from '#checks/records/mime.ts'
import { decodeOctets, decodeText } from '#checks/records/transfer-encoding.ts'
import { givenName, safeName } from './file-name.server.ts'

export interface TakenApart {
  octets: Buffer
  fields: HeaderBlock['fields']
  structure: Structure
  /** Why not all of it could be read. */
  problem: string | undefined
}

/** A part as the page shows it. */
export interface PartRow {
  /** As IMAP counts (RFC 9051 §6.4.5.1): `1.2` is the second part of the first. */
  number: string
  depth: number
  type: string
  /** As the sender wrote it, made safe; '' when there is none. */
  name: string
  /** Decoded octets; of a multipart those of all that is in it, encoded. */
  size: number
  encoding: string
  charset: string
  attached: boolean
  /** An image that stands in the HTML. */
  inside: boolean
  leaf: boolean
}

const longestField = 64 * 1024
/** Encoded octets of a text that are decoded. */
const longestText = 4 * 1024 * 1024
const mostRows = 500

/** Takes a mail apart. Never throws because of what is in it. */
export function takeApart(octets: Buffer): TakenApart {
  const source = octets.toString('latin1')
  const header = readHeader(source)
  const structure = readStructure(source, header.fields, header.bodyStart)
  return { octets, fields: header.fields, structure, problem: header.problem ?? structure.problem }
}

/** The value of the first field of this name; '' when there is none. */
export const fieldOf = (fields: HeaderBlock['fields'], name: string): string =>
  fieldsNamed(fields, name)[0]?.value.slice(0, longestField).trim() ?? ''

/** Every part with its number, parents before what is in them; the first 500. */
export function* numbered({ structure: { root } }: TakenApart): Generator<{ number: string; depth: number; part: Part }> {
  const waiting = [{ number: '', depth: 0, part: root }]
  for (let left = mostRows; left > 0; left--) {
    const next = waiting.pop()
    if (!next) return
    const { part, depth } = next
    yield next.number === '' && part.parts.length === 0 ? { ...next, number: '1' } : next
    const inside = part.parts.slice(0, left).map((one, index) => ({
      number: next.number === '' ? `${index + 1}` : `${next.number}.${index + 1}`,
      depth: depth + 1,
      part: one,
    }))
    waiting.push(...inside.reverse())
  }
}

/** The tree as rows. */
export function partRows(mail: TakenApart): PartRow[] {
  return [...numbered(mail)].map(({ number, depth, part }) => {
    const contentType = fieldOf(part.headers, 'content-type')
    const encoding = encodingOf(part)
    const leaf = !part.type.startsWith('multipart/')
    return {
      ...{ number, depth, type: part.type.slice(0, 120), encoding: encoding.slice(0, 40), attached: part.attached, leaf },
      name: nameOf(part),
      inside: part.type.startsWith('image/') && !part.attached && fieldOf(part.headers, 'content-id') !== '',
      size: leaf ? decodedSize(mail.octets, part, encoding) : part.end - part.start,
      charset: (parameter(contentType.slice(0, 4096), 'charset') ?? '').slice(0, 40).toLowerCase(),
    }
  })
}

/** One leaf by its number, as a file; null when there is none of that number. */
export function fileOf(mail: TakenApart, number: string): { name: string; octets: Buffer } | null {
  for (const { number: at, part } of numbered(mail)) {
    if (at !== number || part.parts.length > 0) continue
    return { name: nameOf(part) || `part-${number}${endingOf(part.type)}`, octets: octetsOf(mail.octets, part) }
  }
  return null
}

const endings: Record<string, string> = {
  'text/plain': '.txt',
  'text/html': '.html',
  'message/rfc822': '.eml',
  'text/calendar': '.ics',
}
const endingOf = (type: string): string => endings[type] ?? '.bin'

/** The first part of this type that is to be read and not kept as a file, with its text and its octets; null when there is none. */
export function textOfType(mail: TakenApart, type: string): { text: string; octets: Buffer; contentType: string } | null {
  const leaf = mail.structure.leaves.find((one) => one.type === type && !one.attached)
  if (!leaf) return null
  const contentType = fieldOf(leaf.headers, 'content-type')
  const octets = decodeOctets(mail.octets.subarray(leaf.start, Math.min(leaf.end, leaf.start + longestText)), encodingOf(leaf))
  return { text: decodeText(octets, contentType, ''), octets, contentType }
}

const encodingOf = ({ headers }: Pick<Part, 'headers'>): string =>
  fieldOf(headers, 'content-transfer-encoding').toLowerCase() || '7bit'

const nameOf = ({ headers }: Pick<Part, 'headers'>): string => safeName(givenName(headers))

/** The octets of a part, decoded. */
export const octetsOf = (octets: Buffer, part: Pick<Part, 'headers' | 'start' | 'end'>): Buffer =>
  decodeOctets(octets.subarray(part.start, part.end), encodingOf(part))

/** Three octets are four characters of base64; counted, because decoding 25 MB to learn their number costs more. */
function decodedSize(octets: Buffer, part: Part, encoding: string): number {
  if (encoding !== 'base64') return encoding === 'quoted-printable' ? octetsOf(octets, part).length : part.end - part.start
  let characters = 0
  for (let at = part.start; at < part.end; at++) {
    const octet = octets[at] ?? 0
    if (octet > 32 && octet !== 61) characters++
  }
  return Math.floor((characters * 3) / 4)
}
