/** The octets of a mail and of its parts, as several checks read them. */
import { isAscii } from 'node:buffer'
import { fieldsNamed } from '../records/headers.ts'
import { type Leaf, parameter } from '../records/mime.ts'
import { decodeOctets } from '../records/transfer-encoding.ts'
import type { TestMail } from '../subject.ts'

const sources = new WeakMap<TestMail, string>()

/** The whole mail, one character an octet. */
export function sourceOf(mail: TestMail): string {
  const known = sources.get(mail)
  if (known !== undefined) return known
  const source = Buffer.from(mail.raw.buffer, mail.raw.byteOffset, mail.raw.byteLength).toString('latin1')
  sources.set(mail, source)
  return source
}

/** The encoded octets of a leaf, at most so many. */
export function encodedOctets({ raw }: TestMail, { start, end }: Leaf, most = Number.POSITIVE_INFINITY): Buffer {
  return Buffer.from(raw.buffer, raw.byteOffset + start, Math.max(0, Math.min(end - start, most)))
}

/** The decoded octets of a leaf. `most`: how many encoded ones are looked at. */
export function decodedOctets(mail: TestMail, leaf: Leaf, most?: number): Buffer {
  return decodeOctets(encodedOctets(mail, leaf, most), transferEncoding(leaf))
}

/** The value of a field of the part, without white space around; '' when there is none. */
export const fieldOf = ({ headers }: Pick<Leaf, 'headers'>, name: string): string =>
  fieldsNamed(headers, name)[0]?.value.trim() ?? ''

/** In lower case; `7bit` when nothing is said (RFC 2045 §6.1). */
export const transferEncoding = (part: Pick<Leaf, 'headers'>): string =>
  fieldOf(part, 'content-transfer-encoding').toLowerCase() || '7bit'

/** The declared charset in lower case; '' when there is none. */
export const charsetOf = (part: Pick<Leaf, 'headers'>): string =>
  parameter(fieldOf(part, 'content-type'), 'charset')?.trim().toLowerCase() ?? ''

/** How a part is called in evidence. */
export const nameOfPart = (leaf: Leaf): string => `${leaf.type}${leaf.attached ? ' (attached)' : ''}`

/** Are there octets beyond ASCII? */
export function hasHighOctets(octets: Buffer): boolean {
  return !isAscii(octets)
}
