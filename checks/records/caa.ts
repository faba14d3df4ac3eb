/**
 * CAA records: `0 issue "letsencrypt.org"`, which authorities may issue certificates for a name (RFC 8659). The flag 128 makes a property
 * critical: an authority that does not know it must not issue. `issuevmc` says the same of mark certificates (BIMI), `issuemail` of S/MIME.
 */
import type { Problem } from './tags.ts'

export type CaaProblem =
  | 'not-a-record'
  | 'bad-flags'
  | 'bad-tag'
  | 'unknown-critical'
  | 'bad-issuer'
  | 'bad-parameter'
  | 'bad-iodef'

export interface CaaRecord {
  text: string
  critical: boolean
  /** Lower case. */
  tag: string
  value: string
  /** Of issue and its kin: the authority, lower case; '' forbids all. Undefined for other properties and what cannot be read. */
  issuer: string | undefined
  parameters: { name: string; value: string }[]
  /** With any of these no authority may issue (RFC 8659 §4.1), or the property is nothing to it. */
  problems: Problem<CaaProblem>[]
}

const issueTags = ['issue', 'issuewild', 'issuevmc', 'issuemail']
/** IANA, "Certification Authority Restriction Properties". */
const knownTags = [...issueTags, 'iodef', 'contactemail', 'contactphone', 'policy', 'path', 'auth']

/** Reads a record in presentation form (RFC 8659 §4.1.1); the value may stand in quotes. */
export function readCaa(text: string): CaaRecord {
  const [, flags, space = '', tag, quoted, plain = ''] = /^(\S+)([ \t]+)(\S+)(?:[ \t]+(?:"(.*)"|(\S+)))?[ \t]*$/s.exec(text) ?? []
  const value = quoted ?? plain
  const record: CaaRecord = {
    text,
    critical: false,
    tag: tag?.toLowerCase() ?? '',
    value,
    issuer: undefined,
    parameters: [],
    problems: [],
  }
  if (flags === undefined || tag === undefined) return problem(record, 'not-a-record', 1, text.slice(0, 200))
  if (!/^\d{1,3}$/.test(flags) || Number(flags) > 255) return problem(record, 'bad-flags', 1, flags)
  record.critical = Number(flags) >= 128
  const column = flags.length + space.length + 1
  if (!/^[a-z0-9]{1,15}$/i.test(tag)) return problem(record, 'bad-tag', column, tag)
  if (!knownTags.includes(record.tag)) return record.critical ? problem(record, 'unknown-critical', column, tag) : record
  const at = text.indexOf(value, column + tag.length - 1) + 1
  if (issueTags.includes(record.tag)) return readIssuer(record, at)
  const plainUrl = record.tag !== 'iodef' || (/^(?:mailto|https?):\S+$/i.test(value) && URL.canParse(value))
  return plainUrl ? record : problem(record, 'bad-iodef', at, value)
}

function problem(record: CaaRecord, name: CaaProblem, column: number, found: string): CaaRecord {
  return { ...record, problems: [{ problem: name, column, found }] }
}

const issuerLabels = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i

/** `issuer; name=value; name=value`, each part optional (RFC 8659 §4.2). */
function readIssuer(record: CaaRecord, column: number): CaaRecord {
  const [first = '', ...rest] = record.value.split(';')
  const issuer = first.trim().toLowerCase()
  if (issuer !== '' && !issuerLabels.test(issuer)) return problem(record, 'bad-issuer', column, first)
  const read = { ...record, issuer }
  let start = first.length + 1
  for (const [index, part] of rest.entries()) {
    const [, name, value] = /^[ \t]*([a-z0-9][a-z0-9-]*)[ \t]*=[ \t]*([\x21-\x3a\x3c-\x7e]*)[ \t]*$/i.exec(part) ?? []
    const last = index === rest.length - 1
    if (name !== undefined) read.parameters.push({ name: name.toLowerCase(), value: value ?? '' })
    else if (part.trim() !== '' || !last) return problem({ ...read, issuer: undefined }, 'bad-parameter', column + start, part)
    start += part.length + 1
  }
  return read
}
