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

export interface Structure {
  leaves: Leaf[]
  /** Why the structure was not read to its end. */
  problem: string | undefined
}

const deepest = 20
const mostParts = 500

interface Walk {
  text: string
  structure: Structure
}

/** Finds the leaves of the body that stands at `start` under these headers; `text` holds one character an octet. Never throws. */
export function readStructure(text: string, headers: HeaderField[], start: number): Structure {
  const structure: Structure = { leaves: [], problem: undefined }
  walk({ text, structure }, headers, { start, end: text.length }, 'text/plain', 0)
  return structure
}

interface Range {
  start: number
  end: number
}

function walk(into: Walk, headers: HeaderField[], range: Range, unsaid: string, depth: number): void {
  const { structure, text } = into
  const { type, boundary } = readContentType(fieldsNamed(headers, 'content-type')[0]?.value, unsaid)
  if (!type.startsWith('multipart/') || boundary === undefined) {
    if (structure.leaves.length >= mostParts) structure.problem = `the mail has more than ${mostParts} parts`
    else structure.leaves.push({ type, headers, ...range, attached: isAttached(headers) })
    return
  }
  if (depth >= deepest) {
    structure.problem = `the parts are nested more than ${deepest} levels deep`
    return
  }
  for (const part of partsOf(text, range, boundary)) {
    if (structure.problem) return
    const header = readHeader(text, part.start, part.end)
    const inner = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain'
    walk(into, header.fields, { start: Math.min(header.bodyStart, part.end), end: part.end }, inner, depth + 1)
  }
}

/** The ranges between delimiter lines; the text before the first and after the closing one belongs to nobody (RFC 2046 §5.1.1). */
function* partsOf(text: string, { start, end }: Range, boundary: string): Generator<Range> {
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
    }
    at = text.indexOf(delimiter, after)
  }
  if (from !== undefined) yield { start: Math.min(from, end), end }
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
