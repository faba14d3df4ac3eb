/** POST /api/v1/alerts/{id}/acknowledge: somebody has seen it. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { answerApi } from '../api.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'
import { acknowledgeAsked, teamOfApi } from '../watch/api.server.ts'

export const loader = () => methodNotAllowed('POST')

export async function action(asked: ActionFunctionArgs) {
  const { request, params } = asked
  if (request.method !== 'POST') return methodNotAllowed('POST')
  return answerApi(asked, async () => {
    const isDone = await acknowledgeAsked(await teamOfApi(request, 'monitors'), params.id ?? '')
    return isDone ? new Response(null, { status: 204 }) : notFound()
  })
}
