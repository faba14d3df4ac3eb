/**
 * What came back: a bounce, a complaint, an automatic answer, or nothing of these; and about whom.
 *
 * A report in the form of RFC 3464 is believed first. Without one, a mail is a bounce only when its header and its words both say so: a
 * newsletter that tells of a parcel that "could not be delivered" is none.
 */
import { fieldsNamed } from '../records/headers.ts'
import { readAmazonNotification } from './amazon-notification.ts'
import type { HeaderField, SentBefore } from '../subject.ts'
import { isAutoReply } from './auto-reply.ts'
import { classify, type Classified, labelled, type Phase } from './classify.ts'
import { type Complaint, readComplaint } from './complaint.ts'
import { isAddress, readDeliveryStatus, type ReportedRecipient } from './dsn.ts'
import type { Label } from './labels.ts'
import { isFromMailer, looksReturned } from './looks-returned.ts'
import { openMail, type OpenMail } from './open-mail.ts'
import { readProse, type Told } from './prose.ts'
import { basicCodesIn, enhancedCodesIn, oneLine, readReply } from './reply.ts'

export interface BouncedRecipient {
  /** '' when nobody is named. */
  recipient: string
  /** RFC 3463: what the reply says, else the report, else the class alone, `5.0.0`; '' when not even that is known. */
  status: string
  /** The SMTP reply, when one was told. */
  replyCode: number | null
  diagnostic: string
  /** `failed`, `delayed`, `delivered` …; `failed` when it is not said. */
  action: string
  classified: Classified
}

export interface Bounce {
  kind: 'bounce' | 'complaint' | 'auto-reply' | 'none'
  /** How it is written: as RFC 3464 wants, with fields missing, or in sentences. */
  format: 'report' | 'partial' | 'free-text'
  /** Of a complaint, RFC 5965 §3.1: `abuse`, `opt-out`, `auth-failure` … */
  feedbackType: string
  recipients: BouncedRecipient[]
  /** Message-IDs of the mail that came back, as they stand there. */
  messageIds: string[]
  /** Absent where nobody knows what was sent. */
  sentBefore?: SentBefore
}

/**
 * Reads a mail that may be a bounce, or a mailbox file of such mails (RFC 4155). `verp`: the recipient that its bounce address was made for,
 * who is meant where nobody is named. Never throws.
 */
export function readBounce(raw: Uint8Array, verp = ''): Bounce {
  const [first = nothing, ...others] = mailsIn(raw).map((one) => attributed(readOne(one, verp), verp))
  return { ...first, recipients: [first, ...others].flatMap(({ recipients }) => recipients) }
}

const mostMails = 1000

function mailsIn(raw: Uint8Array): Uint8Array[] {
  const octets = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  if (!octets.subarray(0, 5).equals(Buffer.from('From '))) return [raw]
  const separator = /^From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\r?$/gm
  const starts = [...octets.toString('latin1').matchAll(separator)].map(({ index }) => index).slice(0, mostMails)
  return starts.length < 2 ? [raw] : starts.map((start, index) => octets.subarray(start, starts[index + 1]))
}

/** Only one who is not named can be the one that is meant. */
function attributed(bounce: Bounce, verp: string): Bounce {
  const [only, other] = bounce.recipients
  if (!only || other || verp === '' || isAddress(only.recipient)) return bounce
  return { ...bounce, recipients: [{ ...only, recipient: verp }] }
}

function readOne(raw: Uint8Array, verp: string): Bounce {
  const mail = openMail(raw)
  return { ...whatIsTold(mail, verp), messageIds: messageIdsIn(mail) }
}

const mostMessageIds = 5

/** In the header of what came back (RFC 5322 §3.6.4), else in what a machine's answer refers to (RFC 3834 §3.1.5). */
function messageIdsIn({ headers, returned }: OpenMail): string[] {
  const own = fieldsNamed(returned, 'message-id')
  const fields = own.length > 0 ? own : [...fieldsNamed(headers, 'in-reply-to'), ...fieldsNamed(headers, 'references')]
  const found = fields.slice(0, mostMessageIds).flatMap(({ value }) => value.slice(0, 4000).match(/<[^\s<>]{1,500}>/g) ?? [])
  return [...new Set(found)].slice(0, mostMessageIds)
}

function whatIsTold(mail: OpenMail, verp: string): Bounce {
  const complaint = readComplaint(mail)
  if (complaint) return { ...nothing, kind: 'complaint', ...complaintRows(complaint) }
  const reported = reportedIn(mail, verp)
  if (reported.length > 0) return fromReport(mail, reported)
  const answers = isAutoReply(mail) && !isFromMailer(mail)
  const told = !answers && looksReturned(mail) ? toldIn(mail, verp) : []
  if (told.length > 0) return { ...nothing, kind: 'bounce', recipients: told.map((one) => fromProse(one, mail)) }
  return { ...nothing, kind: isAutoReply(mail) ? 'auto-reply' : 'none' }
}

/** One that names nobody is about whom the bounce address was made for, else about whom the header or the returned mail names. */
function reportedIn(mail: OpenMail, verp: string): ReportedRecipient[] {
  const reported = [...mail.reports.flatMap(readDeliveryStatus), ...readAmazonNotification(mail.spoken)]
  const [only, other] = reported
  if (!only || other || only.recipient !== '') return reported
  return [{ ...only, recipient: verp || failedRecipients(mail.headers)[0] || writtenTo(mail.returned) }]
}

const nothing: Bounce = { kind: 'none', format: 'free-text', feedbackType: '', recipients: [], messageIds: [] }

/** What the words tell; when they name nobody, whom the header, the bounce address, or the mail that came back, names. */
function toldIn({ headers, lines, returned }: OpenMail, verp: string): Told[] {
  const told = readProse(lines, failedRecipients(headers))
  if (told.length > 0) return told
  const meant = verp || writtenTo(returned)
  return meant ? readProse(lines, [meant]) : []
}

/** Whom the mail that came back was written to; '' when it does not say. */
function writtenTo(returned: HeaderField[]): string {
  const [to = ''] = fieldsNamed(returned, 'to').flatMap(
    ({ value }) => /[^\s<>,"]{1,200}@[^\s<>,"]{1,255}/.exec(value.slice(0, 4000)) ?? [],
  )
  return to
}

/** Exim and Gmail name them in the header. */
function failedRecipients(headers: HeaderField[]): string[] {
  const value = fieldsNamed(headers, 'x-failed-recipients')[0]?.value.slice(0, 20_000) ?? ''
  return value
    .split(',')
    .map((one) => one.trim())
    .filter(isAddress)
}

function fromReport(mail: OpenMail, reported: ReportedRecipient[]): Bounce {
  const named = reported.map(({ recipient }) => recipient).filter(isAddress)
  const told = readProse(mail.lines, named.length > 0 ? named : failedRecipients(mail.headers))
  const recipients = reported.map((one) => fromFields(one, wordsFor(one, told, mail)))
  const bounced = recipients.some(
    ({ action, classified }) => /^(?:failed|delayed)$/.test(action) && classified.label !== 'delivered',
  )
  const whole = mail.leaves.some(({ type }) => type.endsWith('delivery-status')) && reported.every(({ complete }) => complete)
  return { ...nothing, kind: bounced ? 'bounce' : 'none', format: whole ? 'report' : 'partial', recipients }
}

/** What the text for people says about this recipient, or about the only one. */
function wordsFor({ recipient }: ReportedRecipient, told: Told[], { lines }: OpenMail): Told {
  const own = told.find((one) => one.recipient.toLowerCase() === recipient.toLowerCase() && one.said !== '')
  const named = told.find((one) => isAddress(one.recipient))
  return own ?? (told.length === 1 && named ? named : { recipient: named?.recipient ?? '', said: lines.join(' ').slice(0, 4000) })
}

function fromFields(reported: ReportedRecipient, words: Told): BouncedRecipient {
  const { action, remote } = reported
  const recipient = isAddress(reported.recipient) ? reported.recipient : words.recipient || reported.recipient
  const own = readReplies(reported.diagnostic, reported.status)
  const spoken = readReplies(words.said, reported.status)
  const status = [spoken.enhanced, reported.status, own.enhanced].reduce(moreExact)
  const replyCode = own.code ?? spoken.code
  const text = reported.diagnostic || words.said
  return row(
    { recipient, status, replyCode, diagnostic: text, action, host: remote, phase: phaseIn(`${text} ${words.said}`) },
    words.said,
  )
}

function fromProse({ recipient, said }: Told, mail: OpenMail): BouncedRecipient {
  const { code, enhanced } = readReplies(said, '')
  const action = isWarning(mail) ? 'delayed' : 'failed'
  return row({ recipient, status: enhanced, replyCode: code, diagnostic: said, action, host: '', phase: phaseIn(said) }, '')
}

/** "Still being tried": the mail has not come back yet. */
function isWarning({ headers, lines }: OpenMail): boolean {
  const subject = fieldsNamed(headers, 'subject')[0]?.value ?? ''
  const words =
    /warning message only|warning only|do not need to re-?send|not yet been delivered|will be retried|has been delayed/i
  return /\bdelay(?:ed)?\b|still being retried|^warning:|notification: warning/i.test(subject) || words.test(lines.join(' '))
}

interface Read extends Omit<BouncedRecipient, 'classified'> {
  host: string
  phase: Phase | undefined
}

/** Classified by the reply; when that says little, by the other words of the mail. */
function row({ host, phase, ...read }: Read, otherwise: string): BouncedRecipient {
  const domain = read.recipient.slice(read.recipient.lastIndexOf('@') + 1)
  const refusal = { code: read.replyCode, enhanced: read.status, host: host || domain, ...(phase && { phase }) }
  const texts = [readReply(read.diagnostic).words, read.diagnostic, otherwise].filter((text, index) => index === 0 || text !== '')
  const tried = texts.map((text) => classify({ ...refusal, text }))
  const recognised = tried.filter(({ category }) => category !== 'not-recognised')
  const sure = recognised.filter(({ confidence }) => confidence !== 'low')
  const arrived = /^(?:deliver|relay|expand)/.test(read.action) ? [labelled('delivered', `action-${read.action}`)] : []
  const [classified = labelled('refused', '')] = [...arrived, ...sure, ...recognised]
  return { ...read, action: read.action || 'failed', status: read.status || classAlone(read), classified }
}

/** RFC 3463 §3.1: `5.0.0` where only the class is known. */
function classAlone({ replyCode, action }: { replyCode: number | null; action: string }): string {
  if (replyCode !== null) return `${Math.floor(replyCode / 100)}.0.0`
  return action === 'delayed' ? '4.0.0' : '5.0.0'
}

/** The reply in these words. A report of "given up" that repeats the last reply in it means that reply. */
function readReplies(text: string, status: string): { code: number | null; enhanced: string } {
  const reply = readReply(text)
  if (reply.enhanced !== '4.4.7' && status !== '4.4.7') return reply
  const enhanced = enhancedCodesIn(reply.text).find((one) => one !== '4.4.7') ?? reply.enhanced
  const code = basicCodesIn(reply.text).find((one) => String(one)[0] === enhanced[0]) ?? null
  return { code, enhanced }
}

/** Of two codes the second, unless it says less: nothing, only the class, or only "given up". */
function moreExact(one: string, other: string): string {
  const less = other.endsWith('.0.0') || other === '4.4.7'
  return other === '' || (less && one !== '' && one[0] === other[0]) ? one : other
}

function phaseIn(text: string): Phase | undefined {
  const found =
    /(?:in reply to|response to|after|our|error (?:while|during)|<<<|>>>|command:?|for)\s+(?:the )?(?:final |end of )?(rcpt to|rcpt|mail from|data|text command|helo|ehlo|auth|initial connection)\b/i
      .exec(oneLine(text))?.[1]
      ?.toLowerCase() ?? ''
  if (found.startsWith('rcpt')) return 'rcpt'
  if (found.startsWith('mail')) return 'mail'
  if (found === 'data' || found.startsWith('text')) return 'data'
  if (found === 'helo' || found === 'ehlo') return 'helo'
  if (found === 'auth') return 'auth'
  return found === 'initial connection' ? 'connect' : undefined
}

const complaints: Readonly<Record<string, Label>> = { abuse: 'complaint', 'opt-out': 'unsubscribe-request' }

function complaintRows({ feedbackType, recipients }: Complaint): Pick<Bounce, 'feedbackType' | 'recipients' | 'format'> {
  const classified = labelled(complaints[feedbackType] ?? 'feedback', `feedback-${feedbackType}`)
  return {
    feedbackType,
    format: 'report',
    recipients: recipients.map((recipient) => ({
      recipient,
      status: '',
      replyCode: null,
      diagnostic: '',
      action: 'complained',
      classified,
    })),
  }
}
