/** The rows of the form: from the answers of a report, with changes laid over them, and from what a browser sent. */
import type { RecordData } from '#checks/net.ts'
import type { Report, ReportQuestion, ReportRecordChange } from '#checks/report.ts'
import { writeRecord } from '#net/presentation.ts'
import { formTypes, isFormType, longestValue, type Row } from './form.ts'

const mostRows = 100
/** Characters of all values together: a form goes to the browser and back. */
const mostCharacters = 150_000

export interface PublishedRows {
  rows: Row[]
  /** How many are not among them. */
  left: number
}

const answered = new Set(['records', 'nodata', 'nxdomain'])
/** The names by which a scan looks for wildcards. */
const nobodysName = /(^|\.)zz[0-9a-f]{14}\./

/** What the resolver said is published at and below these domains, by how much it decides about mail. */
export function publishedRows({ questions }: Report, domains: string[]): PublishedRows {
  const own = questions.filter(
    ({ name, outcome, direct, unchecked }) =>
      answered.has(outcome) && !direct && !unchecked && !nobodysName.test(name) && isUnder(name, domains),
  )
  const all = new Map(own.flatMap(rowsOf).map((row) => [`${row.name} ${row.type} ${row.value}`, row]))
  const sorted = [...all.values()].sort((a, b) => weight(a) - weight(b) || a.name.length - b.name.length)
  const rows: Row[] = []
  let characters = 0
  for (const row of sorted) {
    characters += row.value.length
    if (rows.length < mostRows && characters <= mostCharacters && isEditable(row.value)) rows.push(row)
  }
  return { rows, left: sorted.length - rows.length }
}

export const isUnder = (name: string, domains: string[]): boolean =>
  domains.some((domain) => name === domain || name.endsWith(`.${domain}`))

/** A browser changes line ends and cannot hold every control character: such a value would seem edited. */
const isEditable = (value: string): boolean => value !== '' && value.length <= longestValue && !/\p{Cc}/u.test(value)

function rowsOf({ name, type, aliases = [], records = [] }: ReportQuestion): Row[] {
  const row = (ofType: string, value: string): Row => ({ name, type: ofType, was: value, value, remove: false })
  const [alias] = aliases
  if (alias) return [row('CNAME', `${alias.target}.`)]
  if (!isFormType(type)) return []
  return records.flatMap((record) => {
    const value = typeof record === 'object' && record !== null ? writeRecord(record as RecordData[typeof type]) : undefined
    return value === undefined ? [] : [row(type, value)]
  })
}

const mailName = /(^|\.)(_dmarc|_domainkey|_bimi|_mta-sts|_tls)\./
const isMailText = (value: string): boolean => /^\W{0,9}v\W{0,9}(spf|dmarc|dkim|stsv|tlsrpt|bimi)/i.test(value)

/** Is this one of the records that are there for mail? */
export const isOfMail = ({ name, type, value, was }: Row): boolean =>
  type === 'MX' || mailName.test(name) || (type === 'TXT' && isMailText(was || value))

function weight(row: Row): number {
  return isOfMail(row) ? 0 : 1 + formTypes.indexOf(row.type as (typeof formTypes)[number])
}

/** The rows with these changes made in them. A change to a record that is not among them is a row of its own. */
export function rowsWith(rows: Row[], changes: Omit<ReportRecordChange, 'ttl'>[]): Row[] {
  const result = rows.map((row) => ({ ...row }))
  for (const { action, name, type, was, value } of changes) {
    if (type === 'GET') continue
    const before = action === 'add' ? '' : (was ?? value)
    const after = { value: action === 'delete' ? before : value, remove: action === 'delete' }
    const row = before && result.find((one) => one.name === name && one.type === type && one.was === before)
    if (row) Object.assign(row, after)
    else if (!result.some((one) => one.name === name && one.type === type && one.value === value && !after.remove))
      result.unshift({ name, type, was: before, ...after })
  }
  return result
}

/**
 * Puts a record in the place of the one of its kind (`v=spf1 …`) at its name; without one it is new. Others of its kind go, as a name may
 * have only one, and so does an alias, which stands alone at its name (RFC 1034 §3.6.2).
 */
export function rowsWithRecord(rows: Row[], { name, type, value }: Pick<Row, 'name' | 'type' | 'value'>): Row[] {
  const kind = type === 'TXT' ? /^v=[a-z0-9]+/i.exec(value)?.[0].toLowerCase() : undefined
  const here = rows.filter((row) => row.name === name && row.was !== '')
  const [old, ...others] = here.filter((row) => row.type === type && kind && row.was.toLowerCase().startsWith(kind))
  const aliases = type === 'CNAME' ? [] : here.filter((row) => row.type === 'CNAME')
  const gone = [...others, ...aliases].map((row) => ({ action: 'delete' as const, name, type: row.type, value: row.was }))
  return rowsWith(rows, [
    old ? { action: 'replace', name, type, was: old.was, value } : { action: 'add', name, type, value },
    ...gone,
  ])
}

/** The rows as the form sent them, side by side. Whatever was sent, it becomes rows. */
export function readRows(form: FormData): Row[] {
  const texts = (field: string) => form.getAll(field).map((value) => (typeof value === 'string' ? value : ''))
  const [names, types, befores, values] = ['name', 'type', 'was', 'value'].map(texts) as [string[], string[], string[], string[]]
  const removed = new Set(texts('remove'))
  return names.slice(0, 2 * mostRows).map((name, index) => ({
    name: name.slice(0, 300),
    type: types[index] ?? '',
    was: befores[index] ?? '',
    value: (values[index] ?? '').slice(0, 2 * longestValue),
    remove: removed.has(String(index)),
  }))
}
