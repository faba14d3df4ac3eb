/** GET /api/v1/mails: the mails of a team, searched. POST /api/v1/mails: a mail that is a file, to be judged. How it was sent can be said in the query: ip, helo, mailFrom, rcptTo. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import { broughtMailSchema, mailListSchema } from '../api.ts'
import { answerApi, give } from '../api.server.ts'
import { foundMails } from '../mails/api.server.ts'
import { methodNotAllowed, problem } from '../problem.server.ts'
import { bring } from '../upload/ask.server.ts'
import { statuses } from '../upload/form.server.ts'

export const loader = (asked: LoaderFunctionArgs) =>
  answerApi(asked, async () => give(mailListSchema, await foundMails(asked.request)))

export async function action(asked: ActionFunctionArgs) {
  const { request, context } = asked
  if (request.method !== 'POST') return methodNotAllowed('GET, HEAD, POST')
  return answerApi(asked, async () => {
    const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
    if (type !== 'message/rfc822')
      return problem({ status: 415, code: 'unsupported-media-type', detail: 'Send the mail itself, as message/rfc822.' })
    const { searchParams } = new URL(request.url)
    const said = (name: string) => searchParams.get(name) ?? ''
    const typed = { ip: said('ip'), helo: said('helo'), mailFrom: said('mailFrom'), rcptTo: said('rcptTo') }
    const brought = await bring(request, context.client, new Uint8Array(await request.arrayBuffer()), typed)
    if ('mailId' in brought) {
      const { mailId: id } = brought
      return give(broughtMailSchema, { id, status: 'stored' }, { status: 202, headers: { Location: `/api/v1/mails/${id}` } })
    }
    const { code, say, retryAt } = brought
    const seconds = retryAt && Math.max(1, Math.ceil((retryAt.getTime() - Date.now()) / 1000))
    return problem({ status: statuses[code], code, detail: say }, seconds ? { 'Retry-After': String(seconds) } : {})
  })
}
