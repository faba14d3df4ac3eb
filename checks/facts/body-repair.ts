import { bodyHash, canonicalBody, linesAfterHash } from '../records/canonical.ts'
import { readHeader } from '../records/headers.ts'
import type { TestMail } from '../subject.ts'
import type { Signature } from './dkim-verification.ts'

/** What happened to a body after it was signed, as far as undoing it shows. `lines`: how many were added at the end. */
export type BodyChange = { kind: 'newline'; what: string } | { kind: 'footer'; lines: number } | { kind: 'other' }

/** Octets of body that are tried, and lines of footer. */
const largestBody = 4 * 1024 * 1024
const longestFooter = 200

/** What relays do to line ends, undone. Bare line feeds are taken for line ends by everybody, so they need no undoing. */
const repairs: { what: string; undo: (body: string) => string }[] = [
  { what: 'carriage returns were doubled', undo: (body) => body.replace(/\r+\n/g, '\r\n') },
  { what: 'single carriage returns became, or did not become, line ends', undo: (body) => body.replace(/\r(?!\n)/g, '\r\n') },
  { what: 'white space stands at the end of lines', undo: (body) => body.replace(/[ \t]+(?=\r?\n)/g, '') },
  { what: 'an empty line was put first', undo: (body) => body.replace(/^\r?\n/, '') },
]

/** Tries to undo what is usually done to bodies on the way, until the hash is the one that was signed. */
export function bodyChange({ raw }: TestMail, signature: Signature): BodyChange {
  const source = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1')
  const body = source.slice(readHeader(source).bodyStart)
  if (body.length > largestBody || !signature.algorithm.endsWith('sha256')) return { kind: 'other' }
  const { bodyHash: wanted, bodyLength } = signature
  const how = signature.canonicalization.body === 'relaxed' ? 'relaxed' : 'simple'
  const matches = (canonical: string) => bodyHash(canonical, bodyLength) === wanted
  const repair = repairs.find(({ undo }) => matches(canonicalBody(undo(body), how)))
  if (repair) return { kind: 'newline', what: repair.what }
  const canonical = canonicalBody(body, how)
  if (matches(canonical.replace(/\r\n/g, '\n'))) return { kind: 'newline', what: 'it was signed with bare line feeds' }
  if (matches(canonical.slice(0, -2))) return { kind: 'newline', what: 'it was signed without the last line end' }
  const lines = linesAfterHash(canonical, wanted, longestFooter)
  return lines === undefined ? { kind: 'other' } : { kind: 'footer', lines }
}
