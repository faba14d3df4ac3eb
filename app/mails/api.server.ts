/** The mails of a team as the API searches them. */
import { searchMails } from '#prisma/search.ts'
import { mailSummary, momentIn, wholeNumber } from '../api.server.ts'
import type { MailList } from '../api.ts'
import { afterOf, oneOf, projectInQuery, teamOfApi } from '../watch/api.server.ts'

const page = 50
const largestPage = 200
const longest = 253

/** What was asked for. @throws {Refusal} 400 for a query that is not as it may be, 403 for who has no account */
export async function foundMails(request: Request): Promise<MailList> {
  const { teamId, projects } = await teamOfApi(request)
  const url = new URL(request.url)
  const text = (name: string) => url.searchParams.get(name)?.replaceAll('\0', '').trim().slice(0, longest) || undefined
  const take = wholeNumber(url, 'limit', { least: 1, most: largestPage }) ?? page
  const found = { check: text('check'), code: text('code'), verdict: oneOf(url, 'verdict', ['warn', 'fail', 'unknown']) }
  const filter = {
    ...{ words: text('words'), domain: text('domain')?.toLowerCase(), label: text('label'), address: text('ip') },
    ...{ addressId: text('at'), projectId: projectInQuery(url), since: momentIn(url, 'since'), until: momentIn(url, 'until') },
    ...{ ...found, isSandbox: oneOf(url, 'source', ['sandbox']) === 'sandbox' },
  }
  const { mails, next } = await searchMails({ teamId, projects }, filter, { before: afterOf(url), take })
  return { mails: mails.map(mailSummary), next }
}
