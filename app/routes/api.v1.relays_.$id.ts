/** DELETE /api/v1/relays/{id}: a relay goes, with the test sends that went through it. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { answerApi } from '../api.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'
import { removeRelay } from '../relays/page.server.ts'

export const loader = () => methodNotAllowed('DELETE')

export async function action(asked: ActionFunctionArgs) {
  const { request, params } = asked
  if (request.method !== 'DELETE') return methodNotAllowed('DELETE')
  return answerApi(asked, async () =>
    (await removeRelay(request, params.id ?? '')) ? new Response(null, { status: 204 }) : notFound(),
  )
}
