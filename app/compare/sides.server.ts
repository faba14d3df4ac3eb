/** The two sides of a comparison: reports that whoever asks may read, by the rules of the pages they stand on. */
import type { Report } from '#checks/report.ts'
import { type MailView, mailRaw, mailsOfAddress, mailsOfTeam } from '#prisma/mail.ts'
import { analysesOfMail, reportOfMail, reportOfScan } from '#prisma/report.ts'
import { type ScanView, scansOf } from '#prisma/scan.ts'
import { tokenOfAddress } from '../address.server.ts'
import { readableMail } from '../api.server.ts'
import { readableScan } from '../scan/ask.server.ts'
import { noteOpened } from '../mail-view/opened.server.ts'
import { mayTouch, whoAsks } from '../who.server.ts'

/** What is compared. Times ISO 8601. */
export interface SideHead {
  /** As it stands in the link: an id, of one analysis of a mail with `.2`. */
  ref: string
  /** A subject, or a domain or address. */
  title: string
  /** From, or what kind of scan. */
  about: string
  at: string
  /** Where its report is. */
  path: string
  score: number | null
  headline: Report['headline'] | null
}

export interface Side {
  head: SideHead
  /** Null while it is on its way. */
  report: Report | null
  mail: MailView | null
  scan: ScanView | null
}

const form = /^([0-9a-f-]{36})(?:\.(\d{1,6}))?$/

/** Null for what is unknown, deleted, or another's. */
export async function readSide(request: Request, ref: string): Promise<Side | null> {
  const [, id, number] = form.exec(ref) ?? []
  if (id === undefined) return null
  const mail = await readableMail(id, request)
  if (mail) return sideOfMail(mail, number === undefined ? undefined : Number(number))
  const scan = number === undefined ? await readableScan(id, request) : null
  return scan && sideOfScan(scan)
}

async function sideOfMail(mail: MailView, analysis: number | undefined): Promise<Side | null> {
  const report = await reportOfMail({ mailId: mail.id, ...(analysis !== undefined && { analysis }) })
  if (!report && analysis !== undefined) return null
  return { head: headOfMail(mail, report, analysis), report, mail, scan: null }
}

function headOfMail(mail: MailView, report: Report | null, analysis?: number): SideHead {
  const { id, subjectHeader, fromHeader, receivedAt } = mail
  return {
    ref: analysis === undefined ? id : `${id}.${analysis}`,
    title: subjectHeader || '(no subject)',
    about: fromHeader ?? mail.mailFrom,
    at: analysis === undefined || !report ? receivedAt.toISOString() : report.analysedAt,
    path: analysis === undefined ? `/mail/${id}` : `/mail/${id}?analysis=${analysis}`,
    score: report?.score ?? null,
    headline: report?.headline ?? null,
  }
}

const aboutScan: Record<ScanView['kind'], string> = { domain: 'a domain', address: 'an address', mail: 'a mail', host: 'a host' }

async function sideOfScan(scan: ScanView): Promise<Side> {
  return { head: headOfScan(scan), report: await reportOfScan({ scanId: scan.id }), mail: null, scan }
}

function headOfScan({ id, kind, subject, requestedAt, changes, score, headline }: ScanView): SideHead {
  const about = changes ? `a rehearsal of ${aboutScan[kind]}` : `a scan of ${aboutScan[kind]}`
  return { ref: id, title: subject, about, at: requestedAt.toISOString(), path: `/scan/${id}`, score, headline }
}

const mostOffered = 50

/**
 * What one side can be compared with, newest first: other analyses of the mail, and the mails or scans the reader has a list of. Null where
 * the reader has none: a mail's link opens that mail only.
 */
export async function comparable(request: Request, side: Side): Promise<SideHead[] | null> {
  const found = await (side.scan ? otherScans(request, side.scan) : side.mail && otherMails(request, side.mail))
  return found?.filter(({ ref }) => ref !== side.head.ref) ?? null
}

async function otherMails(request: Request, mail: MailView): Promise<SideHead[] | null> {
  const [analyses, mails] = await Promise.all([analysesOf(mail), listOf(request, mail)])
  const others = (mails ?? []).filter(({ id, status }) => id !== mail.id && status === 'reported')
  return mails || analyses.length > 0 ? [...analyses, ...others.map(lineOf)] : null
}

function lineOf(mail: MailView): SideHead {
  return { ...headOfMail(mail, null), score: mail.score, headline: mail.headline }
}

/** Of a mail that was analysed more than once. */
async function analysesOf(mail: MailView): Promise<SideHead[]> {
  const analyses = await analysesOfMail({ mailId: mail.id })
  if (analyses.length < 2) return []
  return analyses.map(({ analysis, createdAt, score }) => ({
    ...headOfMail(mail, null, analysis),
    ...{ at: createdAt.toISOString(), score, about: `analysis ${analysis} of the same mail` },
  }))
}

async function listOf(request: Request, mail: MailView): Promise<MailView[] | null> {
  const who = await whoAsks(request)
  if (mayTouch(who, { teamId: mail.teamId })) return mailsOfTeam({ teamId: mail.teamId, take: mostOffered })
  const token = await tokenOfAddress(who, mail.addressId)
  return token === null ? null : mailsOfAddress({ addressId: mail.addressId, take: mostOffered })
}

async function otherScans(request: Request, { teamId, kind, subject }: ScanView): Promise<SideHead[] | null> {
  if (kind === 'mail' || !mayTouch(await whoAsks(request), { teamId })) return null
  const scans = await scansOf({ teamId, kind, subject, take: mostOffered })
  return scans.filter(({ status }) => status === 'reported').map(headOfScan)
}

/** The octets of both mails; null where one of the two is none, or they are one. */
export async function bothRaw(request: Request, a: Side, b: Side): Promise<[Buffer, Buffer] | null> {
  if (!a.mail || !b.mail || a.mail.id === b.mail.id) return null
  const [before, after] = await Promise.all([mailRaw({ mailId: a.mail.id }), mailRaw({ mailId: b.mail.id })])
  for (const mail of [a.mail, b.mail]) await noteOpened(request, mail)
  return before && after && [before, after]
}
