/** The mails and the scans of a team as the API searches them. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { type MailFilter, searchMails } from '#prisma/search.ts'
import { type ScanFilter, searchScans } from '#prisma/search-scans.ts'
import { mailSummary, momentIn, wholeNumber } from '../api.server.ts'
import type { MailList, ScanList } from '../api.ts'
import { apiScan } from '../scan/api.server.ts'
import { afterOf, oneOf, projectInQuery, teamOfApi } from '../watch/api.server.ts'
import { mailsCsv, scansCsv } from './csv.server.ts'

const usualPage = 50
const largestPage = 200
const longest = 253

/** What was asked for. @throws {Refusal} 400 for a query that is not as it may be, 403 for who has no account */
export async function foundMails(request: Request): Promise<MailList> {
  const { teamId, projects } = await teamOfApi(request)
  const url = new URL(request.url)
  const page = { before: afterOf(url), take: takeOf(url) }
  const { mails, next } = await searchMails({ teamId, projects }, mailFilter(url), page)
  return { mails: mails.map(mailSummary), next }
}

/** The same as a file, all of it. @throws {Refusal} as above */
export async function mailsExport({ request }: ActionFunctionArgs): Promise<Response> {
  const { teamId, projects } = await teamOfApi(request)
  return mailsCsv(request, { teamId, projects }, mailFilter(new URL(request.url)))
}

function mailFilter(url: URL): MailFilter {
  const text = textsOf(url)
  return {
    ...{ words: text('words'), domain: text('domain')?.toLowerCase(), label: text('label'), address: text('ip') },
    ...{ addressId: text('at'), isSandbox: oneOf(url, 'source', ['sandbox']) === 'sandbox', ...foundIn(url) },
  }
}

const kinds = ['domain', 'address', 'mail', 'host'] as const

/** The same of scans and probes. */
export async function foundScans(request: Request): Promise<ScanList> {
  const { teamId, projects } = await teamOfApi(request)
  const url = new URL(request.url)
  const page = { before: afterOf(url), take: takeOf(url) }
  const { scans, next } = await searchScans({ teamId, projects }, scanFilter(url), page)
  return { scans: scans.map((scan) => apiScan(scan, null)), next }
}

export async function scansExport({ request }: ActionFunctionArgs): Promise<Response> {
  const { teamId, projects } = await teamOfApi(request)
  return scansCsv(request, { teamId, projects }, scanFilter(new URL(request.url)))
}

const scanFilter = (url: URL): ScanFilter => ({
  ...{ kind: oneOf(url, 'kind', kinds), subject: textsOf(url)('subject')?.toLowerCase() },
  ...foundIn(url),
})

const takeOf = (url: URL): number => wholeNumber(url, 'limit', { least: 1, most: largestPage }) ?? usualPage
const textsOf =
  ({ searchParams }: URL) =>
  (name: string): string | undefined =>
    searchParams.get(name)?.replaceAll('\0', '').trim().slice(0, longest) || undefined

/** What both may be asked for. */
function foundIn(url: URL) {
  const text = textsOf(url)
  const found = { check: text('check'), code: text('code'), verdict: oneOf(url, 'verdict', ['warn', 'fail', 'unknown']) }
  return { ...found, projectId: projectInQuery(url), since: momentIn(url, 'since'), until: momentIn(url, 'until') }
}
