/** DELETE /api/v1/app-passwords/{id}: an app password is taken back. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { answerApi } from '../api.server.ts'
import { revokeOwnAppPassword } from '../credentials/app-passwords.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'
import { teamOfApi } from '../watch/api.server.ts'

export const loader = () => methodNotAllowed('DELETE')

export async function action(asked: ActionFunctionArgs) {
  const { request, params } = asked
  if (request.method !== 'DELETE') return methodNotAllowed('DELETE')
  return answerApi(asked, async () => {
    const done = await revokeOwnAppPassword(await teamOfApi(request, 'tokens'), params.id ?? '')
    return done ? new Response(null, { status: 204 }) : notFound()
  })
}
