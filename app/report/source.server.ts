/**
 * A mail's source for reading: header lines decoded, its parts, and the octets as they came. Bounded, because a mail may be 25 MiB and
 * written to be heavy; the whole is one download away.
 */
import { decodeWords } from 'postal-mime'
import { partRows, type PartRow, takeApart } from '../mail-view/parts.server.ts'
import { visible } from '../mail-view/visible.server.ts'

export interface Source {
  headers: { name: string; value: string }[]
  /** Header lines beyond those shown. */
  moreHeaders: number
  /** The tree of parts, parents first; why it is not all of it. */
  parts: PartRow[]
  problem: string | undefined
  raw: string
  /** Octets shown of all. */
  shown: number
  size: number
}

const mostHeaders = 200
const longestValue = 4000
const headerOctets = 256 * 1024
const shownOctets = 64 * 1024

export function readSource(octets: Buffer): Source {
  const lines = headerLines(octets.subarray(0, headerOctets).toString('utf8'))
  const shown = Math.min(octets.length, shownOctets)
  const apart = takeApart(octets)
  return {
    headers: lines.slice(0, mostHeaders).map(readLine),
    moreHeaders: Math.max(0, lines.length - mostHeaders),
    parts: partRows(apart),
    problem: apart.problem,
    raw: visible(octets.subarray(0, shown).toString('utf8')),
    shown,
    size: octets.length,
  }
}

/** The header section, unfolded (RFC 5322 §2.2.3). It ends at the first empty line. */
function headerLines(source: string): string[] {
  const end = /\r?\n\r?\n/.exec(source)
  const section = end ? source.slice(0, end.index) : source
  return section
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .filter(Boolean)
}

function readLine(line: string): { name: string; value: string } {
  const colon = line.indexOf(':')
  if (colon < 1) return { name: '', value: visible(line.slice(0, longestValue)) }
  return { name: visible(line.slice(0, colon)), value: visible(decodeWords(line.slice(colon + 1, colon + longestValue).trim())) }
}
