/** POST /api/v1/alerts/{id}/snooze: put off for some hours. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { snoozeSchema } from '../api.ts'
import { answerApi, readJson } from '../api.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'
import { snoozeAsked, teamOfApi } from '../watch/api.server.ts'

export const loader = () => methodNotAllowed('POST')

export async function action(asked: ActionFunctionArgs) {
  const { request, params } = asked
  if (request.method !== 'POST') return methodNotAllowed('POST')
  return answerApi(asked, async () => {
    const asker = await teamOfApi(request, 'monitors')
    const { hours } = await readJson(request, snoozeSchema)
    return (await snoozeAsked(asker, params.id ?? '', hours)) ? new Response(null, { status: 204 }) : notFound()
  })
}
