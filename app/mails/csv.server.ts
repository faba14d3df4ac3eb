/** What a search finds as a file: written page after page while it is read, so that a million rows need no more memory than a hundred. */
import type { MailView } from '#prisma/mail.ts'
import type { Reach } from '#prisma/reach.ts'
import type { ScanView } from '#prisma/scan.ts'
import { type MailFilter, type Page, searchMails } from '#prisma/search.ts'
import { type ScanFilter, searchScans } from '#prisma/search-scans.ts'
import { writeTable } from '../bounce/csv.server.ts'
import { teamBehind } from '../who.server.ts'
import { filterOf, readAsked } from './list.server.ts'
import { readAskedScans, scanFilterOf } from './scans.server.ts'

const atATime = 1000

type Look<Row> = (page: Page) => Promise<{ rows: Row[]; next: string | null }>

interface Table<Row> {
  name: string
  heads: string[]
  cellsOf: (row: Row) => (string | number | null)[]
}

export async function mailsFile(request: Request, slug: string | undefined): Promise<Response> {
  const { teamId, projects } = await teamBehind(request, slug)
  return mailsCsv(request, { teamId, projects }, filterOf(readAsked(new URL(request.url).searchParams)))
}

/** The mails of a filter, within reach; the request says when nobody reads any more. */
export const mailsCsv = (request: Request, reach: Reach, filter: MailFilter): Response =>
  file(request, mailTable, async (page) => {
    const { mails, next } = await searchMails(reach, filter, page)
    return { rows: mails, next }
  })

export async function scansFile(request: Request, slug: string | undefined): Promise<Response> {
  const { teamId, projects } = await teamBehind(request, slug)
  return scansCsv(request, { teamId, projects }, scanFilterOf(readAskedScans(new URL(request.url).searchParams)))
}

/** The same of scans and probes. */
export const scansCsv = (request: Request, reach: Reach, filter: ScanFilter): Response =>
  file(request, scanTable, async (page) => {
    const { scans, next } = await searchScans(reach, filter, page)
    return { rows: scans, next }
  })

const mailTable: Table<MailView> = {
  name: 'mails.csv',
  heads: [
    'time',
    'id',
    'subject',
    'from',
    'domain',
    'recipient',
    'label',
    'sending address',
    'status',
    'score',
    'problems',
    'warnings',
  ],
  cellsOf: (mail) => [
    ...[mail.receivedAt.toISOString(), mail.id, mail.subjectHeader, mail.fromHeader, mail.fromDomain, mail.recipient, mail.label],
    ...[mail.peerAddress, mail.status, mail.score, mail.problems, mail.warnings],
  ],
}

const scanTable: Table<ScanView> = {
  name: 'scans.csv',
  heads: ['time', 'id', 'kind', 'subject', 'status', 'score', 'problems', 'warnings', 'headline'],
  cellsOf: (scan) => [
    ...[scan.requestedAt.toISOString(), scan.id, scan.changes ? 'rehearsal' : scan.kind, scan.subject, scan.status],
    ...[scan.score, scan.problems, scan.warnings, scan.headline?.say.text ?? null],
  ],
}

function file<Row>(request: Request, { name, heads, cellsOf }: Table<Row>, look: Look<Row>): Response {
  const encoder = new TextEncoder()
  const lines = (rows: (string | number | null)[][]) =>
    encoder.encode(
      writeTable({ separator: ',', rows: rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell)))) }),
    )
  let before: string | undefined
  let isBegun = false
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (request.signal.aborted) return controller.close()
      // The mark of UTF-8: without it spreadsheets read another charset.
      if (!isBegun) controller.enqueue(encoder.encode('\uFEFF'))
      if (!isBegun) controller.enqueue(lines([heads]))
      isBegun = true
      let found = await look({ before, take: atATime })
      // A stream that is given nothing is not asked again.
      while (found.rows.length === 0 && found.next !== null && !request.signal.aborted)
        found = await look({ before: found.next, take: atATime })
      if (found.rows.length > 0) controller.enqueue(lines(found.rows.map(cellsOf)))
      if (found.next === null) controller.close()
      before = found.next ?? undefined
    },
  })
  return new Response(body, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name}"`,
      'Cache-Control': 'no-store',
    },
  })
}
