/**
 * Delivery status notifications (RFC 3464): how a mail server tells a sender that a mail did not arrive. The report is a part of type
 * `message/delivery-status`: groups of fields, the first about the whole mail, each further one about a recipient:
 *
 *     Final-Recipient: rfc822; user@example.com
 *     Action: failed
 *     Status: 5.1.1
 *     Diagnostic-Code: smtp; 550 5.1.1 no such user
 *
 * Several mailers write the same fields into ordinary text; those are read here too.
 */
import { addressParser } from 'postal-mime'
import { withoutComments } from '../records/date.ts'
import { fieldsNamed, readHeader } from '../records/headers.ts'
import type { HeaderField } from '../subject.ts'

/** What a group of fields says about a recipient. */
export interface ReportedRecipient {
  /** As the reporting server names it; '' when it does not. */
  recipient: string
  /** `failed`, `delayed`, `delivered`, `relayed`, `expanded`, in lower case; '' when it is not said. */
  action: string
  /** RFC 3463, `5.1.1`; '' when it is none. */
  status: string
  /** Without its type, in one line. */
  diagnostic: string
  /** The server that refused; '' when it is not said. */
  remote: string
  /** Has it the three fields RFC 3464 §2.3 wants? */
  complete: boolean
}

const mostRecipients = 1000
const longestDiagnostic = 4000

/** The recipients a report part, or a text with such fields, is about. Never throws. */
export function readDeliveryStatus(text: string): ReportedRecipient[] {
  return groupsOf(text).slice(0, mostRecipients).map(readRecipient)
}

/**
 * The groups about recipients: those that name one, or tell what became of one without a name, as some do for privacy. Empty lines separate
 * them (RFC 3464 §2.1); some servers forget those between two.
 */
function groupsOf(text: string): HeaderField[][] {
  return text
    .split(/\r?\n[ \t]*\r?\n/)
    .flatMap((group) => cutAtRecipients(readHeader(`${group.replace(/^\s+/, '')}\r\n\r\n`).fields))
    .filter(isOfRecipient)
}

function isOfRecipient(fields: HeaderField[]): boolean {
  const names = new Set(fields.map(({ name }) => name.toLowerCase()))
  return names.has('final-recipient') || names.has('original-recipient') || (names.has('action') && names.has('status'))
}

function cutAtRecipients(fields: HeaderField[]): HeaderField[][] {
  const starts = fields.flatMap(({ name }, index) => (name.toLowerCase() === 'final-recipient' ? [index] : []))
  if (starts.length < 2) return [fields]
  return starts.map((start, index) => fields.slice(index === 0 ? 0 : start, starts[index + 1]))
}

function first(fields: HeaderField[], name: string): string | undefined {
  return fieldsNamed(fields, name)[0]?.value
}

function readRecipient(fields: HeaderField[]): ReportedRecipient {
  const status = statusIn(withoutComments(first(fields, 'status') ?? ''))
  const diagnostic = oneLine(first(fields, 'diagnostic-code') ?? '')
  const remark = oneLine(first(fields, 'status') ?? '').replace(/^[\d.\s]+/, '')
  const [final = '', original = ''] = ['final-recipient', 'original-recipient'].map((name) =>
    withoutType(first(fields, name) ?? ''),
  )
  const action = /[a-z]+/.exec((first(fields, 'action') ?? '').toLowerCase())?.[0] ?? ''
  return {
    recipient: addressOf(final, original),
    action,
    status,
    diagnostic: diagnostic || remark,
    remote: withoutComments(withoutType(first(fields, 'remote-mta') ?? ''))
      .trim()
      .slice(0, 255),
    complete: final !== '' && action !== '' && status !== '',
  }
}

const statusIn = (text: string): string => /[245]\.\d{1,3}\.\d{1,3}/.exec(text)?.[0] ?? ''

const oneLine = (value: string): string => withoutType(value).replace(/\s+/g, ' ').slice(0, longestDiagnostic)

/** A whole address, and not a route (`@host:user@host`) or a path of the reporting server. */
export const isAddress = (text: string): boolean => /^(?:[^\s@<>:/][^\s@<>]*|"[^"\r\n]*")@[^\s@<>]+$/.test(text)

/** The first of these that is an address as it stands; else what can be read as one. */
function addressOf(...given: string[]): string {
  const bare = given.map((one) => one.slice(0, 1000).replace(/^<(.*)>$/, '$1'))
  const [found] = bare.filter(isAddress)
  const [parsed] = addressParser(bare[0] ?? '', { flatten: true })
  return found ?? (parsed?.address || bare[0] || '')
}

/** Values begin with their type: `rfc822; user@example.com`, `smtp; 550 …` (RFC 3464 §2.1.2). */
function withoutType(value: string): string {
  return value.replace(/^\s*[\w.-]{1,40}\s*;\s*/, '').trim()
}
