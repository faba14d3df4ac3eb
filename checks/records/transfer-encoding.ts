/**
 * Content-Transfer-Encoding and charset (RFC 2045 §6, RFC 2046 §4.1.2): from the octets of a part to its text. Read as mail programs do:
 * what cannot be decoded stands as it is, and an unknown charset is read as ISO 8859-1.
 */
import { parameter } from './mime.ts'

/** The text of a part's octets, by the values of its Content-Type and Content-Transfer-Encoding. Never throws. */
export function decodeText(octets: Buffer, contentType: string, encoding: string): string {
  return decoderFor(parameter(contentType, 'charset') ?? 'utf-8').decode(decodeOctets(octets, encoding))
}

/** The octets that were encoded, by the value of Content-Transfer-Encoding; an unknown encoding is none. */
export function decodeOctets(octets: Buffer, encoding: string): Buffer {
  const name = encoding.trim().toLowerCase()
  // Buffer.from skips what is no base64, line ends among it.
  if (name === 'base64') return Buffer.from(octets.toString('latin1'), 'base64')
  return name === 'quoted-printable' ? decodeQuotedPrintable(octets) : octets
}

/** RFC 2045 §6.7: `=E9` is an octet, `=` at the end of a line joins it with the next, white space before a line end is not text. */
function decodeQuotedPrintable(octets: Buffer): Buffer {
  const lines = octets.toString('latin1').split(/\r?\n/)
  const text = lines
    .map((line) => line.replace(/(?<![ \t])[ \t]+$/, ''))
    .map((line, index) => (line.endsWith('=') ? line.slice(0, -1) : index === lines.length - 1 ? line : `${line}\r\n`))
    .join('')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(text, 'latin1')
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset.trim())
  } catch {
    return new TextDecoder('iso-8859-1')
  }
}
