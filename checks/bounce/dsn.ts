/**
 * Delivery status notifications (RFC 3464): how a mail server tells a sender that a mail did not arrive. The report is a part of type
 * `message/delivery-status`: groups of fields, the first about the whole mail, each further one about a recipient:
 *
 *     Final-Recipient: rfc822; user@example.com
 *     Action: failed
 *     Status: 5.1.1
 *     Diagnostic-Code: smtp; 550 5.1.1 no such user
 */
import { addressParser } from 'postal-mime'
import { fieldsNamed, readHeader } from '../records/headers.ts'
import { withoutComments } from '../records/date.ts'
import { readStructure } from '../records/mime.ts'
import { decodeOctets } from '../records/transfer-encoding.ts'
import type { HeaderField } from '../subject.ts'

export interface BouncedRecipient {
  /** As the reporting server names it; '' when it does not. */
  recipient: string
  /** RFC 3463, `5.1.1`; '' when it is none. */
  status: string
  /** The SMTP reply, when the diagnostic is one. */
  replyCode: number | null
  diagnostic: string
}

/** Octets of the report part, and recipients, that are read. */
const longestReport = 1024 * 1024
const mostRecipients = 1000
const longestDiagnostic = 2000

/** The recipients a DSN reports about; [] when the mail is no DSN, or one of delays and deliveries only. Never throws. */
export async function readDsn(raw: Uint8Array): Promise<BouncedRecipient[]> {
  const octets = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const source = octets.toString('latin1')
  const header = readHeader(source)
  const { leaves } = readStructure(source, header.fields, header.bodyStart)
  const part = leaves.find(({ type }) => type === 'message/delivery-status' || type === 'message/global-delivery-status')
  if (!part) return []
  const body = octets.subarray(part.start, Math.min(part.end, part.start + longestReport))
  // RFC 3464 §2.1 wants the part in 7bit; some servers encode it all the same.
  const text = decodeOctets(body, first(part.headers, 'content-transfer-encoding') ?? '').toString('latin1')
  return groupsOf(text)
    .slice(0, mostRecipients)
    .filter((fields) => /^(?:failed|delayed)\b/i.test(first(fields, 'action') ?? 'failed'))
    .map(readRecipient)
}

/** The groups about recipients: those that name one. Empty lines separate them (RFC 3464 §2.1). */
function groupsOf(text: string): HeaderField[][] {
  return text
    .split(/\r?\n[ \t]*\r?\n/)
    .map((group) => readHeader(`${group.replace(/^\s+/, '')}\r\n\r\n`).fields)
    .filter((fields) => first(fields, 'final-recipient') ?? first(fields, 'original-recipient'))
}

function first(fields: HeaderField[], name: string): string | undefined {
  return fieldsNamed(fields, name)[0]?.value
}

function readRecipient(fields: HeaderField[]): BouncedRecipient {
  const diagnostic = withoutType(first(fields, 'diagnostic-code') ?? '')
    .replace(/\s+/g, ' ')
    .slice(0, longestDiagnostic)
  const status = /[245]\.\d{1,3}\.\d{1,3}/.exec(withoutComments(first(fields, 'status') ?? ''))?.[0] ?? ''
  const reply = /(?<![\d.])([245]\d\d)(?=[ -])/.exec(diagnostic)?.[1]
  const recipient = withoutType(first(fields, 'final-recipient') ?? first(fields, 'original-recipient') ?? '').slice(0, 1000)
  const [address] = addressParser(recipient, { flatten: true })
  return { recipient: address?.address || recipient, status, replyCode: reply === undefined ? null : Number(reply), diagnostic }
}

/** Values begin with their type: `rfc822; user@example.com`, `smtp; 550 …` (RFC 3464 §2.1.2). */
function withoutType(value: string): string {
  return value.replace(/^\s*[\w.-]{1,40}\s*;\s*/, '').trim()
}
