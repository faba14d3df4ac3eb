/** GET and DELETE /api/v1/sends/{id}: one test send with its attempts. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import { sendSchema } from '../api.ts'
import { answerApi, give } from '../api.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'
import { apiSend } from '../sends/api.server.ts'
import { removeSend } from '../sends/page.server.ts'
import { whoAsks } from '../who.server.ts'

export const loader = (asked: LoaderFunctionArgs) =>
  answerApi(asked, async () => {
    const send = await apiSend(await whoAsks(asked.request), asked.params.id ?? '')
    return send ? give(sendSchema, send) : notFound()
  })

export async function action(asked: ActionFunctionArgs) {
  const { request, params } = asked
  if (request.method !== 'DELETE') return methodNotAllowed('GET, HEAD, DELETE')
  return answerApi(asked, async () =>
    (await removeSend(request, params.id ?? '')) ? new Response(null, { status: 204 }) : notFound(),
  )
}
