/**
 * A mail's source for reading: header lines decoded, the text, and the octets as they came. Bounded, because a mail may be 25 MiB and
 * written to be heavy; the whole is one download away.
 */
import PostalMime, { decodeWords } from 'postal-mime'

export interface Source {
  headers: { name: string; value: string }[]
  /** Header lines beyond those shown. */
  moreHeaders: number
  /** The mail's plain text, decoded; null when there is none or the mail is too large to be read here. */
  text: string | null
  raw: string
  /** Octets shown of all. */
  shown: number
  size: number
}

const mostHeaders = 200
const longestValue = 4000
const headerOctets = 256 * 1024
const shownOctets = 64 * 1024
const readableOctets = 512 * 1024

export async function readSource(octets: Buffer): Promise<Source> {
  const lines = headerLines(octets.subarray(0, headerOctets).toString('utf8'))
  const shown = Math.min(octets.length, shownOctets)
  return {
    headers: lines.slice(0, mostHeaders).map(readLine),
    moreHeaders: Math.max(0, lines.length - mostHeaders),
    text: await readText(octets),
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

/** A mail that cannot be read has no text here; its source is shown as it is. */
async function readText(octets: Buffer): Promise<string | null> {
  if (octets.length > readableOctets) return null
  const { text } = await PostalMime.parse(octets, { maxNestingDepth: 20 }).catch(() => ({ text: undefined }))
  return text ? visible(text.slice(0, shownOctets)) : null
}

/** Characters that would change how the rest is shown are written by their number: controls, and those that turn the text's direction. */
function visible(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    if (character === '\n' || character === '\t') return character
    return `<U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}>`
  })
}
