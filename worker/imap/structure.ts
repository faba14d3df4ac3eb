/**
 * The parts of a mail and where they stand (RFC 2045, RFC 2046), for BODYSTRUCTURE and BODY[…]. Apart from the reading that the checks have:
 * that one judges a mail, this one must give each part's own header, count lines, and look into attached mails. The mail is gone through once;
 * an outer boundary ends whatever is inside it, so what is broken stays within its part.
 */
import { type Field, type Header, readHeader, fieldValue } from './header.ts'
import { readParameters, type Parameter } from './parameters.ts'

export interface Part {
  /** In upper case. */
  type: string
  subtype: string
  parameters: Parameter[]
  fields: Field[]
  headerStart: number
  start: number
  end: number
  lines: number
  /** Of a multipart, at least one. */
  parts: Part[]
  /** The mail that a message/rfc822 is. */
  message: Part | null
}

/** Clients have limits of their own on lists in lists: 25 in imapflow, of which parameters and addresses need some. */
const deepest = 18
const mostParts = 1000
const longestDelimiter = 300

interface Walk {
  text: string
  at: number
  /** Boundaries that are open, by how deep they are. */
  open: Map<string, number>
  parts: number
  depth: number
}

/** A delimiter line: which level's, and is it the closing one? */
interface Delimiter {
  level: number
  closing: boolean
  start: number
  end: number
}

/** Reads the structure of a mail that stands at the start of `text`, one character an octet. Never throws; bounded. */
export function readStructure(text: string): Part {
  const walk: Walk = { text, at: 0, open: new Map(), parts: 0, depth: 0 }
  return readPart(walk, 'TEXT/PLAIN').part
}

/** Reads one part with its header. `ended`: the delimiter of an outer multipart that ended it; the text's end when null. */
function readPart(walk: Walk, unsaid: string): { part: Part; ended: Delimiter | null } {
  const { text } = walk
  const headerStart = walk.at
  let ended: Delimiter | null = null
  const header = readHeader(text, headerStart, text.length, (start, end) => {
    ended = delimiterAt(walk, start, end)
    return ended !== null
  })
  const part = newPart(text, header, headerStart, unsaid)
  walk.parts++
  walk.at = header.bodyStart
  if (!ended) ended = readBody(walk, part)
  part.end = ended ? Math.max(part.start, beforeLineEnd(text, ended.start)) : text.length
  part.lines = countLines(text, part.start, part.end)
  return { part, ended }
}

function newPart(text: string, { fields, bodyStart }: Header, headerStart: number, unsaid: string): Part {
  const said = readParameters(fieldValue(text, fields, 'CONTENT-TYPE') ?? '')
  const [type = '', subtype = ''] = (/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(said.value) ? said.value.toUpperCase() : unsaid).split(
    '/',
  )
  const parameters = type === said.value.split('/')[0]?.toUpperCase() ? said.parameters : []
  return { type, subtype, parameters, fields, headerStart, start: bodyStart, end: bodyStart, lines: 0, parts: [], message: null }
}

function readBody(walk: Walk, part: Part): Delimiter | null {
  const isFull = walk.depth >= deepest || walk.parts >= mostParts
  const boundary = part.parameters.find(({ name }) => name === 'BOUNDARY')?.value.trimEnd()
  if (part.type === 'MULTIPART' && boundary && boundary.length <= longestDelimiter - 10 && !isFull)
    return readParts(walk, part, boundary)
  if (part.type === 'MULTIPART') part.parts = [emptyPart(part)]
  if (part.type === 'MESSAGE' && (part.subtype === 'RFC822' || part.subtype === 'GLOBAL') && !isFull) {
    walk.depth++
    const { part: message, ended } = readPart(walk, 'TEXT/PLAIN')
    walk.depth--
    part.message = message
    return ended
  }
  return nextDelimiter(walk)
}

function readParts(walk: Walk, part: Part, boundary: string): Delimiter | null {
  const level = ++walk.depth
  const before = walk.open.get(boundary)
  walk.open.set(boundary, level)
  const inner = part.subtype === 'DIGEST' ? 'MESSAGE/RFC822' : 'TEXT/PLAIN'
  let ended = nextDelimiter(walk)
  while (ended && ended.level === level && !ended.closing && walk.parts < mostParts) {
    walk.at = ended.end
    const read = readPart(walk, inner)
    part.parts.push(read.part)
    ended = read.ended
  }
  if (before === undefined) walk.open.delete(boundary)
  else walk.open.set(boundary, before)
  walk.depth--
  if (part.parts.length === 0) part.parts = [emptyPart(part)]
  // After the closing delimiter, what follows belongs to nobody.
  if (!ended || ended.level < level) return ended
  walk.at = ended.end
  return nextDelimiter(walk)
}

/** A multipart has at least one part, in BODYSTRUCTURE as in RFC 2046. */
const emptyPart = ({ start }: Part): Part => ({
  ...{ type: 'TEXT', subtype: 'PLAIN', parameters: [], fields: [], headerStart: start, start, end: start, lines: 0, parts: [] },
  message: null,
})

/** The next line that is a delimiter of an open multipart, from `walk.at` on. */
function nextDelimiter(walk: Walk): Delimiter | null {
  const { text, open } = walk
  if (open.size === 0) return null
  let start = text.startsWith('--', walk.at) ? walk.at : lineStart(text, walk.at)
  while (start >= 0) {
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found + 1
    const delimiter = delimiterAt(walk, start, end)
    if (delimiter) return delimiter
    start = lineStart(text, end - 1)
  }
  return null
}

function lineStart(text: string, from: number): number {
  const found = text.indexOf('\n--', from)
  return found < 0 ? -1 : found + 1
}

function delimiterAt({ text, open }: Walk, start: number, end: number): Delimiter | null {
  if (end - start > longestDelimiter || !text.startsWith('--', start)) return null
  const line = text.slice(start + 2, end).trimEnd()
  const level = open.get(line)
  if (level !== undefined) return { level, closing: false, start, end }
  const closes = line.endsWith('--') ? open.get(line.slice(0, -2)) : undefined
  return closes === undefined ? null : { level: closes, closing: true, start, end }
}

/** The line end before a delimiter belongs to the delimiter. */
function beforeLineEnd(text: string, at: number): number {
  if (text[at - 1] !== '\n') return at
  return text[at - 2] === '\r' ? at - 2 : at - 1
}

function countLines(text: string, start: number, end: number): number {
  let lines = 0
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) lines++
  return lines
}
