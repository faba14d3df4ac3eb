/**
 * The table of contents of a ZIP file (APPNOTE 6.3.10 §4.3.12): names only. Nothing is unpacked, so there is nothing a bomb could fill; a table
 * that claims more than it holds is read as far as it goes.
 */

export interface ZipContents {
  names: string[]
  encrypted: boolean
  /** Not all names were read. */
  cut: boolean
}

const mostNames = 1000
/** The end record may be followed by a comment of at most 65,535 octets. */
const longestEnd = 22 + 65_535

/** Reads the names; undefined when there is no table of contents. Never throws. */
export function readZip(octets: Buffer): ZipContents | undefined {
  const end = octets.lastIndexOf('PK\x05\x06', octets.length, 'latin1')
  if (end < 0 || end < octets.length - longestEnd || end + 20 > octets.length) return undefined
  const contents: ZipContents = { names: [], encrypted: false, cut: false }
  let at = octets.readUInt32LE(end + 16)
  while (at + 46 <= end && octets.readUInt32LE(at) === 0x02014b50) {
    if (contents.names.length >= mostNames) return { ...contents, cut: true }
    const length = octets.readUInt16LE(at + 28)
    contents.names.push(octets.toString('utf8', at + 46, Math.min(end, at + 46 + length)))
    contents.encrypted ||= (octets.readUInt16LE(at + 8) & 1) === 1
    at += 46 + length + octets.readUInt16LE(at + 30) + octets.readUInt16LE(at + 32)
  }
  return contents.names.length > 0 ? contents : undefined
}
