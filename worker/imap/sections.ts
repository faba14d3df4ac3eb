/** The octets of a part of a mail: BODY[2.1.HEADER] and its kind (RFC 9051 §6.4.5), and their decoding for BINARY (RFC 3516). */
import { decodeOctets } from '#checks/records/transfer-encoding.ts'
import type { Section } from './fetch-items.ts'
import { readHeader, fieldValue } from './header.ts'
import { type Part, readStructure } from './structure.ts'

/** A mail as it goes out, and its structure when somebody needs it. */
export class OpenMail {
  readonly octets: Buffer
  #text: string | undefined
  #structure: Part | undefined

  constructor(octets: Buffer) {
    this.octets = octets
  }

  /** One character an octet. */
  get text(): string {
    this.#text ??= this.octets.toString('latin1')
    return this.#text
  }

  get structure(): Part {
    this.#structure ??= readStructure(this.text)
    return this.#structure
  }
}

/** Which octets a section is; null when the mail has no such part. */
export function sectionOf(mail: OpenMail, section: Section): Buffer | null {
  const { path, what, fields } = section
  if (path.length === 0 && what === '') return mail.octets
  if (path.length === 0 && what !== 'TEXT') return headerOf(mail, 0, what, fields)
  if (path.length === 0) return mail.octets.subarray(readHeader(mail.text, 0, mail.text.length).bodyStart)
  const part = partAt(mail.structure, path)
  if (!part) return null
  if (what === '') return mail.octets.subarray(part.start, part.end)
  if (what === 'MIME') return mail.octets.subarray(part.headerStart, part.start)
  const { message } = part
  if (!message) return null
  if (what === 'TEXT') return mail.octets.subarray(message.start, message.end)
  return headerOf(mail, message.headerStart, what, fields, message.start)
}

/** The octets of a part without its transfer encoding; `unknown` when we do not know the encoding. */
export function decodedOf(mail: OpenMail, path: number[]): Buffer | null | 'unknown' {
  const part = path.length === 0 ? mail.structure : partAt(mail.structure, path)
  if (!part) return null
  const octets = path.length === 0 ? mail.octets : mail.octets.subarray(part.start, part.end)
  if (path.length === 0 || part.type === 'MULTIPART' || part.message) return octets
  const encoding = fieldValue(mail.text, part.fields, 'CONTENT-TRANSFER-ENCODING')?.toLowerCase() ?? '7bit'
  if (!['7bit', '8bit', 'binary', 'base64', 'quoted-printable', ''].includes(encoding)) return 'unknown'
  return decodeOctets(octets, encoding)
}

/** Part numbers count the parts of a multipart; what is none is part 1 of the mail it stands in. */
function partAt(mail: Part, path: number[]): Part | null {
  let body: Part | null = null
  for (const number of path) {
    const inside: Part | null = body === null ? mail : body.type === 'MULTIPART' ? body : body.message
    if (!inside) return null
    const next: Part | undefined = inside.type === 'MULTIPART' ? inside.parts[number - 1] : number === 1 ? inside : undefined
    if (!next) return null
    body = next
  }
  return body
}

function headerOf(mail: OpenMail, start: number, what: Section['what'], names: string[], end = mail.text.length): Buffer {
  const { fields, bodyStart } = readHeader(mail.text, start, end)
  if (what === 'HEADER') return mail.octets.subarray(start, bodyStart)
  const wanted = new Set(names)
  const chosen = fields.filter(({ name }) => wanted.has(name) === (what === 'HEADER.FIELDS'))
  const lines = chosen.map((field) => mail.octets.subarray(field.start, field.end))
  const last = lines.at(-1)
  const open = last !== undefined && last.at(-1) !== 10
  return Buffer.concat([...lines, Buffer.from(open ? '\r\n\r\n' : '\r\n')])
}
