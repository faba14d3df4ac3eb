/** What is behind a link: a report, and of the mail only what was ticked. */
import { readStructure } from '#checks/records/mime.ts'
import { fieldsNamed, readHeader } from '#checks/records/headers.ts'
import { decodeText } from '#checks/records/transfer-encoding.ts'
import type { Report } from '#checks/report.ts'
import { mailById, mailRaw, type MailView } from '#prisma/mail.ts'
import { reportOfMail, reportOfScan } from '#prisma/report.ts'
import { scanById } from '#prisma/scan.ts'
import { openShare, type ShareView } from '#prisma/share.ts'
import { takeApart, textOfType } from '../mail-view/parts.server.ts'
import { sharedFrameLink } from './frame.server.ts'
import { type PublishedRecords, publishedRecords } from '#checks/published.ts'
import { masked, maskOf, type Mask, recipientsOf, withoutBody } from './mask.server.ts'

/** Times ISO 8601. No id of ours stands in it: one would open what the link leaves out. */
export interface SharedReport {
  /** Of the link. */
  until: string
  report: Report
  /** Of a mail. */
  mail: SharedMail | null
  /** Of a domain: its name, and what was published. */
  subject: string
  records: PublishedRecords[]
}

export interface SharedMail {
  subjectHeader: string
  from: string
  source: MailView['source']
  receivedAt: string
  /** Null unless ticked. */
  recipient: string | null
  /** Where the mail is shown as its reader sees it; null also of one without HTML. */
  frame: string | null
  /** Its text; null also of one that has HTML alone. */
  body: string | null
  octets: string | null
}

/** Null, the same for a link that never was, is over, or was taken back. */
export async function sharedOf(token = ''): Promise<SharedReport | null> {
  const share = await openShare(token)
  return share && (share.mailId ? await ofMail(share, share.mailId, token) : await ofScan(share))
}

/** @throws {Response} 404 */
export async function sharedBehind(token: string | undefined): Promise<SharedReport> {
  const shared = await sharedOf(token)
  if (shared) return shared
  throw new Response('There is nothing behind this link. It may have ended, or have been taken back.', { status: 404 })
}

const mostSource = 256 * 1024
const longestBody = 64 * 1024

async function ofMail(share: ShareView, mailId: string, token: string): Promise<SharedReport | null> {
  const mail = await mailById(mailId)
  const report = mail && (await reportOfMail({ mailId }))
  const octets = report && (await mailRaw({ mailId }))
  if (!octets || mail.teamId !== share.teamId) return null
  const { withBody, withRecipients, withSource } = share
  const mask = withRecipients ? (text: string) => text : maskOf(recipientsOf(octets, mail.recipient))
  const frame = withBody ? sharedFrameLink(token, octets) : null
  const kept = bare(withBody ? report : withoutBody(report))
  return {
    until: share.expiresAt.toISOString(),
    report: masked(kept, mask),
    mail: {
      subjectHeader: mask(mail.subjectHeader ?? ''),
      from: mask(mail.fromHeader ?? mail.mailFrom),
      source: mail.source,
      receivedAt: mail.receivedAt.toISOString(),
      recipient: withRecipients ? mail.recipient : null,
      frame,
      body: withBody && !(frame && isHtmlAlone(octets)) ? bodyOf(octets, mask) : null,
      octets: withSource ? sourceOf(octets, mask, withBody) : null,
    },
    ...{ subject: mail.fromDomain ?? '', records: [] },
  }
}

/** Of what was asked and looked at, only what the page shows goes out. */
function bare({ views, ...report }: Report): Report {
  return { ...report, ...(views?.route && { views: { route: views.route } }), questions: [] }
}

async function ofScan({ scanId, teamId, expiresAt }: ShareView): Promise<SharedReport | null> {
  const scan = scanId === null ? null : await scanById(scanId)
  const report = scan && scan.teamId === teamId ? await reportOfScan({ scanId: scan.id }) : null
  if (!scan || !report) return null
  return {
    until: expiresAt.toISOString(),
    report: { ...report, questions: [] },
    mail: null,
    ...{ subject: scan.subject, records: publishedRecords(report) },
  }
}

/** The text of the mail; where it has none, its HTML as it is written. */
export const textOf = (octets: Buffer): string => bodyOf(octets, (text) => text)

/** The header of the mail, as it came. */
export const headerOf = (octets: Buffer): string => sourceOf(octets, (text) => text, false)

const isHtmlAlone = (octets: Buffer): boolean => !textOfType(takeApart(octets), 'text/plain')

function bodyOf(octets: Buffer, mask: Mask): string {
  const source = octets.toString('latin1')
  const { fields, bodyStart } = readHeader(source)
  const { leaves } = readStructure(source, fields, bodyStart)
  const leafOf = (type: string) => leaves.find((one) => one.type === type && !one.attached)
  const leaf = leafOf('text/plain') ?? leafOf('text/html')
  if (!leaf) return ''
  const field = (name: string) => fieldsNamed(leaf.headers, name)[0]?.value.slice(0, 1000) ?? ''
  const part = octets.subarray(leaf.start, Math.min(leaf.end, leaf.start + 4 * longestBody))
  const text = decodeText(part, field('content-type'), field('content-transfer-encoding'))
  return visible(mask(text)).slice(0, longestBody)
}

function sourceOf(octets: Buffer, mask: Mask, withBody: boolean): string {
  const { bodyStart } = readHeader(octets.toString('latin1'))
  return visible(mask(octets.subarray(0, withBody ? mostSource : Math.min(bodyStart, mostSource)).toString('utf8')))
}

/** Controls, and characters that turn the direction of writing, by their number. */
function visible(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    if (character === '\n' || character === '\t') return character
    return `<U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}>`
  })
}
