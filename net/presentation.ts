/** Single records in presentation form (RFC 1035 §5.1), as they stand in a fix, in a form, and behind the type in a zone file; a TXT as plain text. */
import type { RecordData, RecordType } from '#checks/net.ts'
import { readZoneFile, ZoneFileError } from './zone-file.ts'

/**
 * Reads the value of one record. Names are whole, with a final dot or without.
 * @throws {ZoneFileError} with the column in the value when it is no record of this type
 */
export function readRecord(type: RecordType, value: string): RecordData[RecordType] {
  return type === 'TXT' || type === 'SPF' ? { strings: [value], text: value } : readLine(type, value)
}

/**
 * The text of a TXT record as people paste it: plain, or in the quoted strings of a zone file, `"v=DKIM1; p=MIIB" "IjAN"`.
 * @throws {ZoneFileError} when a quote is never closed
 */
export function readText(value: string): string {
  if (!value.startsWith('"')) return value
  const data = readLine('TXT', value)
  return 'text' in data ? data.text : value
}

function readLine(type: RecordType, value: string): RecordData[RecordType] {
  const before = `. ${type} `
  try {
    const [record] = readZoneFile(before + value.replace(/[\r\n]+/g, ' '), '.')
    if (record) return record.data
  } catch (error) {
    if (!(error instanceof ZoneFileError)) throw error
    throw new ZoneFileError({ line: 1, column: Math.max(1, error.column - before.length) }, error.message)
  }
  throw new ZoneFileError({ line: 1, column: 1 }, `${type} is no type that is read here`)
}

/** The value of a record, names with their final dot. Undefined for types that nobody writes by hand. */
export function writeRecord(data: RecordData[RecordType]): string | undefined {
  if ('text' in data) return data.text
  if ('address' in data) return data.address
  if ('exchange' in data) return `${data.preference} ${whole(data.exchange)}`
  if ('usage' in data) return `${data.usage} ${data.selector} ${data.matchingType} ${data.data}`
  if ('tag' in data) return `${data.critical ? 128 : 0} ${data.tag} "${data.value.replace(/["\\]/g, '\\$&')}"`
  if ('mname' in data) {
    const { serial, refresh, retry, expire, minimum } = data
    return [whole(data.mname), whole(data.rname), serial, refresh, retry, expire, minimum].join(' ')
  }
  return 'name' in data ? whole(data.name) : undefined
}

const whole = (name: string): string => (name.endsWith('.') ? name : `${name}.`)
