/**
 * Complaints: a reader pressed "This is spam", and the provider sends the mail back in the Abuse Reporting Format (RFC 5965): a part of type
 * `message/feedback-report`, and the mail. Who complained is often blotted out; then the mail's own recipient, or a token in it, has to tell.
 */
import { addressParser } from 'postal-mime'
import { fieldsNamed, readHeader } from '../records/headers.ts'
import type { HeaderField } from '../subject.ts'
import type { OpenMail } from './open-mail.ts'
import { readVerpAddress } from './verp.ts'

export interface Complaint {
  /** RFC 5965 §3.1, in lower case: `abuse`, `fraud`, `virus`, `not-spam`, `opt-out`, `auth-failure` … */
  feedbackType: string
  /** '' stands for somebody whom the report does not name. */
  recipients: string[]
}

const mostRecipients = 100

/** A complaint or another feedback report; undefined when the mail is none. */
export function readComplaint(mail: OpenMail): Complaint | undefined {
  const { leaves, text } = mail
  const part = leaves.find(({ type }) => type === 'message/feedback-report')
  if (part) {
    const fields = readHeader(`${text(part).trimStart()}\n\n`).fields
    const feedbackType = /[a-z-]+/.exec((fieldsNamed(fields, 'feedback-type')[0]?.value ?? 'abuse').toLowerCase())?.[0] ?? 'abuse'
    return { feedbackType, recipients: whose(fields, mail.returned) }
  }
  return withoutReport(mail)
}

/** Providers that write no report part: Microsoft's older one, and the "Unsubscribe" of Apple Mail. */
function withoutReport(mail: OpenMail): Complaint | undefined {
  const { headers } = mail
  const value = (name: string) => fieldsNamed(headers, name)[0]?.value ?? ''
  if (/^complaint about message from/i.test(value('subject')) && /staff@hotmail\.com/i.test(value('from'))) {
    return { feedbackType: 'abuse', recipients: whose(headers, mail.returned) }
  }
  if (value('x-apple-unsubscribe') !== '') {
    return { feedbackType: 'opt-out', recipients: addressesIn(fieldsNamed(headers, 'from')) }
  }
  return undefined
}

/** RFC 5965 §3.2, then what providers add, then the recipient of the mail itself. */
function whose(report: HeaderField[], returned: HeaderField[]): string[] {
  const named = ['original-rcpt-to', 'removal-recipient', 'x-hmxmroriginalrecipient']
  for (const name of named) {
    const found = addressesIn([...fieldsNamed(report, name), ...fieldsNamed(returned, name)])
    if (found.length > 0) return found
  }
  const found = ['to', 'x-original-to', 'delivered-to'].map((name) => addressesIn(fieldsNamed(returned, name)))
  return found.find((one) => one.length > 0) ?? [markedIn(report, returned)]
}

/** The recipient for whom the bounce address of the mail was made (VERP); '' when it names none. */
function markedIn(report: HeaderField[], returned: HeaderField[]): string {
  const reversePaths = addressesIn([...fieldsNamed(report, 'original-mail-from'), ...fieldsNamed(returned, 'return-path')])
  return reversePaths.map(readVerpAddress).find((one) => one !== '') ?? ''
}

function addressesIn(fields: HeaderField[]): string[] {
  const values = fields.slice(0, mostRecipients).map(({ value }) => value.slice(0, 4000))
  const found = values.flatMap((value) => addressParser(value, { flatten: true })).map(({ address }) => address ?? '')
  return [...new Set(found.filter((one) => one.includes('@')))].slice(0, mostRecipients)
}
