/**
 * The list of an address's mails, and the long poll: an answer at once when there is one, otherwise at the first, or an empty list when
 * the wait is over. With `until=reported` a mail counts once its analysis has ended. The list stops before the first that does not count
 * yet, so that who goes on after `next` misses none.
 */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { isId } from '#prisma/id.ts'
import { type MailView, mailsOfAddress } from '#prisma/mail.ts'
import { badRequest, give, mailSummary, wholeNumber } from './api.server.ts'
import { mailListSchema } from './api.ts'
import { takeStream } from './limits.server.ts'
import { watchAddress } from './live.server.ts'
import { problem } from './problem.server.ts'

const page = 50
const largestPage = 200
const longestWaitSeconds = 60

interface Wanted {
  after: string | undefined
  until: 'stored' | 'reported'
  limit: number
  /** Zero: do not wait. */
  waitSeconds: number
}

export async function mailsAnswer(
  { request, context }: LoaderFunctionArgs,
  { token, addressId }: { token: string; addressId: string },
): Promise<Response> {
  const wanted = readWanted(new URL(request.url))
  const look = async () =>
    counting(wanted, await mailsOfAddress({ addressId, after: wanted.after, take: wanted.limit, oldestFirst: true }))
  if (wanted.waitSeconds === 0) return answer(wanted, await look())
  const leave = takeStream(token, context.client)
  if (!leave)
    return problem({ status: 429, code: 'too-many-streams', detail: 'Too many wait here already.' }, { 'Retry-After': '5' })
  try {
    const signal = AbortSignal.any([request.signal, context.closing, AbortSignal.timeout(wanted.waitSeconds * 1000)])
    const found = await watchAddress(addressId, { signal, look: async () => nonEmpty(await look()) })
    return answer(wanted, found ?? [])
  } finally {
    leave()
  }
}

function readWanted(url: URL): Wanted {
  const after = url.searchParams.get('after') ?? undefined
  if (after !== undefined && !isId(after)) throw badRequest('after is the `next` of an answer before.')
  const until = url.searchParams.get('until') ?? 'stored'
  if (until !== 'stored' && until !== 'reported') throw badRequest('until is stored or reported.')
  const waitSeconds = wholeNumber(url, 'wait', { least: 1, most: longestWaitSeconds }, 's') ?? 0
  return { after, until, waitSeconds, limit: wholeNumber(url, 'limit', { least: 1, most: largestPage }) ?? page }
}

function counting({ until }: Wanted, mails: MailView[]): MailView[] {
  const open = mails.findIndex(({ status }) => until === 'reported' && status !== 'reported' && status !== 'failed')
  return open < 0 ? mails : mails.slice(0, open)
}

const nonEmpty = (mails: MailView[]): MailView[] | undefined => (mails.length > 0 ? mails : undefined)

const answer = ({ after }: Wanted, mails: MailView[]): Response =>
  give(mailListSchema, { mails: mails.map(mailSummary), next: mails.at(-1)?.id ?? after ?? null })
