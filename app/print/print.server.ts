/** A report for paper: what is ticked of it, written out. */
import type { Report } from '#checks/report.ts'
import { env } from '#env'
import { mailRaw, type MailView } from '#prisma/mail.ts'
import { reportOfMail, reportOfScan } from '#prisma/report.ts'
import type { ScanView } from '#prisma/scan.ts'
import { sessionOfMail } from '#prisma/session.ts'
import { noteOpened } from '../mail-view/opened.server.ts'
import { headerOf, textOf } from '../share/shared.server.ts'

const printParts = ['summary', 'fixes', 'evidence', 'headers', 'text', 'transcript', 'link'] as const
export type PrintPart = (typeof printParts)[number]

/** Without a word of the reader: no body, and no link, which would open the mail to whoever reads the paper. */
const standard: PrintPart[] = ['summary', 'fixes', 'evidence']

export interface PrintPage {
  /** Of the report. */
  back: string
  title: string
  lines: string[]
  ticked: PrintPart[]
  /** What can be ticked. */
  offered: PrintPart[]
  report: Report | null
  headers: string | null
  text: string | null
  transcript: { at: string; from: 'client' | 'server'; line: string }[] | null
  link: string | null
  printedAt: string
}

function tickedIn(request: Request, offered: PrintPart[]): PrintPart[] {
  const query = new URL(request.url).searchParams
  const chosen = query.has('chosen') ? printParts.filter((part) => query.get(part) === 'on') : standard
  return chosen.filter((part) => offered.includes(part))
}

export async function printMail(request: Request, mail: MailView): Promise<PrintPage> {
  const offered = printParts.filter((part) => part !== 'transcript' || mail.sessionId !== null)
  const ticked = tickedIn(request, offered)
  const wants = (part: PrintPart) => ticked.includes(part)
  const [report, octets, session] = await Promise.all([
    reportOfMail({ mailId: mail.id }),
    wants('headers') || wants('text') ? mailRaw({ mailId: mail.id }) : null,
    wants('transcript') ? sessionOfMail(mail) : null,
    wants('text') && noteOpened(request, mail),
  ])
  const back = `/mail/${mail.id}`
  return {
    ...{ back, ticked, offered, report: report && { ...report, questions: [] } },
    title: mail.subjectHeader || 'A mail without a subject',
    lines: [`From ${mail.fromHeader || mail.mailFrom || 'nobody named'}`, ...(mail.recipient ? [`To ${mail.recipient}`] : [])],
    headers: octets && wants('headers') ? headerOf(octets) : null,
    text: octets && wants('text') ? textOf(octets) : null,
    transcript: session?.transcript ?? null,
    link: wants('link') ? env.BASE_URL + back : null,
    printedAt: new Date().toISOString(),
  }
}

export async function printScan(request: Request, scan: ScanView): Promise<PrintPage> {
  const offered: PrintPart[] = ['summary', 'fixes', 'evidence', 'link']
  const ticked = tickedIn(request, offered)
  const report = await reportOfScan({ scanId: scan.id })
  const back = `/scan/${scan.id}`
  return {
    ...{ back, ticked, offered, report: report && { ...report, questions: [] } },
    ...{ title: scan.subject, lines: [], headers: null, text: null, transcript: null },
    link: ticked.includes('link') ? env.BASE_URL + back : null,
    printedAt: new Date().toISOString(),
  }
}
