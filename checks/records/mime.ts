/**
 * The structure of a mail's body (RFC 2046 §5.1): which parts it has, of which types, and where their octets are.
 *
 * A multipart body is cut at lines of two hyphens and the boundary its Content-Type names; each piece has a small header of its own and
 * may be a multipart again. Only the structure is read here, and nothing is decoded: most parts are attachments, which nobody needs decoded
 * to judge a mail.
 */
import { fieldsNamed, readHeader } from './headers.ts'
import type { HeaderField } from '../subject.ts'

export interface Leaf {
  /** In lower case, `text/plain` when nothing is said (RFC 2045 §5.2). */
  type: string
  headers: HeaderField[]
  start: number
  end: number
  attached: boolean
}

/** A part of the tree. Of a multipart the range holds its parts and what stands between them. */
export interface Part extends Leaf {
  /** In order; empty for a leaf. */
  parts: Part[]
}

/** What a reader has to repair or guess. */
export interface Fault {
  /** `text`: a line begins with the boundary and is no delimiter. */
  kind: 'no-boundary' | 'long-boundary' | 'text' | 'unclosed' | 'too-deep' | 'too-many'
  /** The boundary, or the type. */
  what: string
}

export interface Structure {
  /** The whole body. */
  root: Part
  leaves: Leaf[]
  /** At most twenty. */
  faults: Fault[]
  /** Why the structure was not read to its end. */
  problem: string | undefined
}

const deepest = 20
const mostParts = 500
const mostFaults = 20
const mostSuspects = 100
/** RFC 2046 §5.1.1. */
const longestBoundary = 70

interface Walk {
  text: string
  structure: Structure
  boundaries: Set<string>
  /** Lines that begin with a boundary and go on; they may be delimiters of a boundary not met yet. */
  suspects: { boundary: string; line: string }[]
}

/** Finds the leaves of the body that stands at `start` under these headers; `text` holds one character an octet. Never throws. */
export function readStructure(text: string, headers: HeaderField[], start: number): Structure {
  const root: Part = { type: 'text/plain', headers, start, end: text.length, attached: false, parts: [] }
  const structure: Structure = { root, leaves: [], faults: [], problem: undefined }
  const into: Walk = { text, structure, boundaries: new Set(), suspects: [] }
  structure.root = walk(into, headers, { start, end: text.length }, 'text/plain', 0)
  for (const { boundary, line } of into.suspects) if (!isDelimiter(into, line)) note(into, 'text', boundary)
  return structure
}

interface Range {
  start: number
  end: number
}

function walk(into: Walk, headers: HeaderField[], range: Range, unsaid: string, depth: number): Part {
  const { structure } = into
  const { type, boundary } = readContentType(fieldsNamed(headers, 'content-type')[0]?.value, unsaid)
  const part: Part = { type, headers, ...range, attached: isAttached(headers), parts: [] }
  if (!type.startsWith('multipart/') || boundary === undefined) {
    if (type.startsWith('multipart/')) note(into, 'no-boundary', type)
    if (structure.leaves.length < mostParts) structure.leaves.push(part)
    else stop(into, 'too-many', `the mail has more than ${mostParts} parts`)
    return part
  }
  if (depth >= deepest) {
    stop(into, 'too-deep', `the parts are nested more than ${deepest} levels deep`)
    return part
  }
  if (boundary.length > longestBoundary || boundary === '') note(into, 'long-boundary', boundary)
  into.boundaries.add(boundary)
  for (const piece of partsOf(into, range, boundary)) {
    if (structure.problem) break
    const header = readHeader(into.text, piece.start, piece.end)
    const inner = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain'
    const innerRange = { start: Math.min(header.bodyStart, piece.end), end: piece.end }
    part.parts.push(walk(into, header.fields, innerRange, inner, depth + 1))
  }
  return part
}

function note({ structure: { faults } }: Walk, kind: Fault['kind'], what: string): void {
  if (faults.length < mostFaults) faults.push({ kind, what: what.slice(0, 200) })
}

function stop(into: Walk, kind: Fault['kind'], problem: string): void {
  if (!into.structure.problem) note(into, kind, problem)
  into.structure.problem ??= problem
}

/** The ranges between delimiter lines; the text before the first and after the closing one belongs to nobody (RFC 2046 §5.1.1). */
function* partsOf(into: Walk, { start, end }: Range, boundary: string): Generator<Range> {
  const { text } = into
  const delimiter = `--${boundary}`
  let from: number | undefined
  let at = text.indexOf(delimiter, start)
  while (at >= 0 && at < end) {
    const after = at + delimiter.length
    const ending = /^(--)?[ \t]*(\r?\n|$)/.exec(text.slice(after, Math.min(end, after + 80)))
    if (ending && (at === start || text[at - 1] === '\n')) {
      if (from !== undefined) yield { start: from, end: Math.max(from, beforeLineEnd(text, at)) }
      if (ending[1]) return
      from = after + ending[0].length
    } else if (text[at - 1] === '\n' && into.suspects.length < mostSuspects)
      into.suspects.push({ boundary, line: text.slice(at + 2, after + longestBoundary + 4) })
    at = text.indexOf(delimiter, after)
  }
  note(into, 'unclosed', boundary)
  if (from !== undefined) yield { start: Math.min(from, end), end }
}

/** Is it the delimiter of another multipart, whose boundary only begins like this one? */
function isDelimiter({ boundaries }: Walk, line: string): boolean {
  const [first = ''] = line.split(/\r?\n/)
  const name = first.trimEnd()
  return boundaries.has(name) || boundaries.has(name.replace(/--$/, ''))
}

/** The line end before a delimiter belongs to the delimiter. */
function beforeLineEnd(text: string, at: number): number {
  return text[at - 2] === '\r' ? at - 2 : at - 1
}

function isAttached(headers: HeaderField[]): boolean {
  return /^\s*attachment\b/i.test(fieldsNamed(headers, 'content-disposition')[0]?.value ?? '')
}

/** Type and boundary of a Content-Type value (RFC 2045 §5.1); `unsaid` when there is none or it is not `type/subtype`. */
function readContentType(value: string | undefined, unsaid: string): { type: string; boundary: string | undefined } {
  const type = /^\s*([\w!#$&^.+-]+\/[\w!#$&^.+-]+)/.exec(value ?? '')?.[1]?.toLowerCase()
  if (!value || !type) return { type: unsaid, boundary: undefined }
  return { type, boundary: parameter(value, 'boundary') }
}

/** A parameter of a structured field such as Content-Type, unquoted. */
export function parameter(value: string, name: string): string | undefined {
  for (const [, key, quoted, token] of value.matchAll(/;\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g)) {
    if (key?.toLowerCase() === name) return quoted?.replace(/\\(.)/g, '$1') ?? token
  }
  return undefined
}
