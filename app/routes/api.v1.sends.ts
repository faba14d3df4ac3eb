/** GET and POST /api/v1/sends: mails that are handed to a relay. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import { newSendSchema, sendListSchema, sendSchema } from '../api.ts'
import { answerApi, give, readJson } from '../api.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'
import { apiSend, apiSends, refusedSend } from '../sends/api.server.ts'
import { startTestSend } from '../sends/ask.server.ts'
import { whoAsks } from '../who.server.ts'

export const loader = (asked: LoaderFunctionArgs) =>
  answerApi(asked, async () => {
    const before = new URL(asked.request.url).searchParams.get('before') ?? undefined
    return give(sendListSchema, await apiSends(asked.request, before))
  })

export async function action(asked: ActionFunctionArgs) {
  const { request, context } = asked
  if (request.method !== 'POST') return methodNotAllowed('GET, HEAD, POST')
  return answerApi(asked, async () => {
    const { text = '', html = '', returnPath = '', tries = 'days', ...rest } = await readJson(request, newSendSchema)
    const answer = await startTestSend(request, context.client, { ...rest, text, html, returnPath, tries })
    if (!answer.given) return refusedSend(answer)
    const send = await apiSend(await whoAsks(request), answer.send.id)
    if (!send) return notFound()
    return give(sendSchema, send, { status: 202, headers: { Location: `/api/v1/sends/${send.id}` } })
  })
}
