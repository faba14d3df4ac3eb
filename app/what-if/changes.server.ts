/** From the rows of the form to changes that can be rehearsed, with what is wrong in each row named and placed. */
import type { RecordType } from '#checks/net.ts'
import type { ReportRecordChange } from '#checks/report.ts'
import { normalDomain } from '#checks/records/names.ts'
import { readMtaStsPolicy } from '#checks/records/mta-sts.ts'
import { readAny } from '#checks/records/any.ts'
import { readRecord, readText, writeRecord } from '#net/presentation.ts'
import { ZoneFileError } from '#net/zone-file.ts'
import { type FormRow, isFormType, longestValue, mostChanges, offeredTypes, type Row, type RowNote } from './form.ts'
import { isOfMail, isUnder } from './rows.server.ts'

/** Which names may be rehearsed: these domains and what is below them, and single names beside. */
export interface Scope {
  domains: string[]
  names: ReadonlySet<string>
}

/** Octets of a policy that senders read (RFC 8461 §3.3). */
const longestPolicy = 65_536
/** A week; a longer one would keep a mistake alive. */
const longestTtl = 604_800
export const usualTtl = 3600

/** A row with its notes and, when something is to be rehearsed, its change. */
interface Read {
  row: FormRow
  change?: Omit<ReportRecordChange, 'ttl'>
}

/** Reads all rows. `changes` says what they change; it is complete when no note stops. */
export function readForm(rows: Row[], scope: Scope): { rows: FormRow[]; changes: Omit<ReportRecordChange, 'ttl'>[] } {
  const read = rows.map((row) => readRow(row, scope))
  return { rows: read.map(({ row }) => row), changes: read.flatMap(({ change }) => (change ? [change] : [])) }
}

function readRow(row: Row, scope: Scope): Read {
  const { type } = row
  const asRow = (notes: RowNote[], quiet = false): FormRow => ({ ...row, notes, quiet: quiet && notes.length === 0 })
  const value = row.value.replace(/\s*[\r\n]+\s*/g, ' ').trim()
  const isEmpty = row.was === '' && (value === '' || row.remove)
  if (isEmpty && (row.remove || row.name.trim() === '')) return { row: asRow([]) }
  const stop = (field: RowNote['field'], say: string): Read => ({ row: asRow([{ field, say, stops: true }]) })
  if (!isFormType(type)) return stop('type', `Records of this type cannot be rehearsed here, only ${offeredTypes.join(', ')}.`)
  const name = nameIn(row.name, scope)
  if (typeof name !== 'string') return stop('name', name.say)
  if (row.was !== '' && (row.remove || value === '')) {
    return { row: { ...asRow([]), name }, change: { action: 'delete', name, type, value: row.was } }
  }
  if (value === '') return stop('value', 'A record has a value. Leave the name empty too if there is none to add.')
  if (row.was === value) return { row: { ...asRow(notesOn(name, type, value), !isOfMail(row)), name } }
  if (value.length > longestValue) return stop('value', `A value has at most ${longestValue} characters here.`)
  const written = writtenAs(type, value)
  if (typeof written !== 'string') return stop('value', written.say)
  if (row.was === written) return { row: { ...asRow(notesOn(name, type, written)), name, value: written } }
  const action = row.was === '' ? ('add' as const) : ('replace' as const)
  const change = { action, name, type, ...(row.was !== '' && { was: row.was }), value: written }
  return { row: { ...asRow(notesOn(name, type, written)), name, value: written }, change }
}

function nameIn(typed: string, { domains, names }: Scope): string | { say: string } {
  const name = normalName(typed)
  if (!name) return { say: `“${typed.trim().slice(0, 80)}” is no name that DNS can hold. Write it whole: _dmarc.${domains[0]}.` }
  const isReportLeave = domains.some((domain) => name.startsWith(`${domain}._report._dmarc.`))
  if (isUnder(name, domains) || names.has(name) || isReportLeave) return name
  return { say: `${name} is not part of ${domains.join(' or ')}.` }
}

/** A wildcard is a name of the zone too. */
function normalName(typed: string): string {
  const bare = typed.trim().replace(/^\*\./, '')
  const name = normalDomain(bare)
  return name && bare !== typed.trim() ? `*.${name}` : name
}

/** The value as it is published: of a TXT the text, of others the presentation form. */
function writtenAs(type: RecordType, value: string): string | { say: string } {
  try {
    return type === 'TXT' ? readText(value) : (writeRecord(readRecord(type, value)) ?? value)
  } catch (error) {
    if (error instanceof ZoneFileError) return { say: `Character ${error.column}: ${error.message}.` }
    throw error
  }
}

const mostNotes = 3

/** What those it is written for make of the record. It can be rehearsed all the same. */
function notesOn(name: string, type: string, value: string): RowNote[] {
  const written = readAny({ name, type, value })
  if (!written || written.problems.length === 0) return []
  const shown = written.problems.slice(0, mostNotes).map(({ problem, column, found }) => {
    const place = found ? `, “${found.length > 60 ? `${found.slice(0, 60)}…` : found}”` : ''
    return `${problem.replaceAll('-', ' ')} at character ${column}${place}`
  })
  const say = written.read ? 'Receivers read this, but not all of it' : 'Receivers will not read this'
  return [{ field: 'value', say: `${say}. ${written.grammar}: ${shown.join('; ')}.`, stops: false }]
}

/** What senders make of a policy. */
export function policyNotes(text: string): string[] {
  if (text.trim() === '') return []
  const { problems } = readMtaStsPolicy(text)
  const shown = problems.slice(0, mostNotes).map(({ problem, line }) => `${problem.replaceAll('-', ' ')} in line ${line}`)
  return shown.length > 0 ? [`Senders will not read this policy: ${shown.join('; ')}.`] : []
}

/** The TTL typed, in seconds; undefined when it is none. */
export function readTtl(typed: string): number | undefined {
  const seconds = /^\d{1,6}$/.test(typed.trim()) ? Number(typed) : Number.NaN
  return seconds <= longestTtl ? seconds : undefined
}

/** The policy as a change; undefined when there is none. Lines end with CRLF (RFC 8461 §3.2). */
export function policyChange(url: string, text: string): ReportRecordChange | undefined {
  if (text.trim() === '') return undefined
  return { action: 'add', name: url, type: 'GET', value: `${text.trim().split(/\r?\n/).join('\r\n')}\r\n`, ttl: 0 }
}

/** Why these changes are not rehearsed; undefined when they can be. */
export function refusal(changes: ReportRecordChange[]): string | undefined {
  if (changes.length === 0) return 'Nothing is changed yet. Edit a record, tick one to remove, or add one.'
  if (changes.length > mostChanges) return `${changes.length} changes are more than one rehearsal takes: ${mostChanges}.`
  const policy = changes.find(({ type }) => type === 'GET')
  if (policy && Buffer.byteLength(policy.value) > longestPolicy) return 'Senders read 64 KB of a policy, and this is longer.'
  return undefined
}
