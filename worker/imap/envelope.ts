/** ENVELOPE and BODYSTRUCTURE (RFC 9051 §7.5.2), as they are sent. */
import { type Address, readAddresses } from './addresses.ts'
import { type Field, readHeader, fieldValue } from './header.ts'
import { type Parameter, readParameters } from './parameters.ts'
import type { Part } from './structure.ts'
import { writeNstring, writeString } from './written.ts'

/** The envelope of the mail whose header has these fields. */
function writeEnvelope(text: string, fields: readonly Field[]): string {
  const value = (name: string): string => writeNstring(fieldValue(text, fields, name))
  const addresses = (name: string): string | null => {
    const found = readAddresses(fieldValue(text, fields, name) ?? '')
    return found.length > 0 ? `(${found.map(writeAddress).join('')})` : null
  }
  const from = addresses('FROM') ?? 'NIL'
  const people = [from, addresses('SENDER') ?? from, addresses('REPLY-TO') ?? from]
  const others = ['TO', 'CC', 'BCC'].map((name) => addresses(name) ?? 'NIL')
  return `(${[value('DATE'), value('SUBJECT'), ...people, ...others, value('IN-REPLY-TO'), value('MESSAGE-ID')].join(' ')})`
}

/** The same of a mail that stands at the start of `text`. */
export const envelopeOf = (text: string): string => writeEnvelope(text, readHeader(text, 0, text.length).fields)

const writeAddress = ({ name, route, mailbox, host }: Address): string =>
  `(${[name, route, mailbox, host].map(writeNstring).join(' ')})`

/** BODYSTRUCTURE; with `extended` false BODY, which leaves out what RFC 3501 calls extension data. */
export function writeStructure(text: string, part: Part, extended: boolean): string {
  const { parts } = part
  if (part.type === 'MULTIPART') {
    const inner = parts.map((one) => writeStructure(text, one, extended)).join('')
    const more = extended ? ` ${writeParameters(part.parameters)} ${extensions(text, part)}` : ''
    return `(${inner} ${writeString(part.subtype)}${more})`
  }
  const field = (name: string): string | undefined => fieldValue(text, part.fields, name)
  const encoding =
    field('CONTENT-TRANSFER-ENCODING')
      ?.replaceAll(/[\s;].*$/g, '')
      .toUpperCase() || '7BIT'
  const said = [
    ...[writeString(part.type), writeString(part.subtype), writeParameters(charsetSaid(part))],
    ...[writeNstring(field('CONTENT-ID')), writeNstring(field('CONTENT-DESCRIPTION')), writeString(encoding)],
    String(part.end - part.start),
  ]
  if (part.message) {
    const { message } = part
    said.push(writeEnvelope(text, message.fields), writeStructure(text, message, extended), String(part.lines))
  } else if (part.type === 'TEXT') said.push(String(part.lines))
  // What could not be opened is called something that has no envelope.
  else if (part.type === 'MESSAGE' && (part.subtype === 'RFC822' || part.subtype === 'GLOBAL')) {
    said[0] = writeString('APPLICATION')
    said[1] = writeString('OCTET-STREAM')
  }
  if (extended) said.push(writeNstring(field('CONTENT-MD5')), extensions(text, part))
  return `(${said.join(' ')})`
}

/** RFC 3501 §7.4.2: of a text whose charset is not said, US-ASCII is. */
function charsetSaid({ type, parameters }: Part): Parameter[] {
  if (type !== 'TEXT' || parameters.some(({ name }) => name === 'CHARSET')) return parameters
  return [...parameters, { name: 'CHARSET', value: 'us-ascii' }]
}

/** Disposition, language and location. */
function extensions(text: string, { fields }: Part): string {
  const disposition = fieldValue(text, fields, 'CONTENT-DISPOSITION')
  const said = disposition === undefined ? null : readParameters(disposition)
  const languages = (fieldValue(text, fields, 'CONTENT-LANGUAGE') ?? '').split(/[,\s]+/, 20).filter(Boolean)
  const language = languages.length > 0 ? `(${languages.map(writeString).join(' ')})` : 'NIL'
  const shown = said?.value ? `(${writeString(said.value.toUpperCase())} ${writeParameters(said.parameters)})` : 'NIL'
  return `${shown} ${language} ${writeNstring(fieldValue(text, fields, 'CONTENT-LOCATION'))}`
}

function writeParameters(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return 'NIL'
  return `(${parameters.map(({ name, value }) => `${writeString(name)} ${writeString(value)}`).join(' ')})`
}
