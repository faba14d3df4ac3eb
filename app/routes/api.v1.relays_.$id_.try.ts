/** POST /api/v1/relays/{id}/try: does it let us in? No mail is sent. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { triedRelaySchema } from '../api.ts'
import { answerApi, give } from '../api.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'
import { tryOwnRelay } from '../relays/page.server.ts'
import { refusedLeave } from '../sends/api.server.ts'

export const loader = () => methodNotAllowed('POST')

export async function action(asked: ActionFunctionArgs) {
  const { request, params, context } = asked
  if (request.method !== 'POST') return methodNotAllowed('POST')
  return answerApi(asked, async () => {
    const tried = await tryOwnRelay(request, context.client, params.id ?? '')
    if (!tried) return notFound()
    if ('id' in tried) {
      const { id: _, lines: transcript, ...outcome } = tried
      return give(triedRelaySchema, { ...outcome, transcript })
    }
    const leave =
      tried.retryAt === null
        ? { reason: 'members-only' as const }
        : { reason: 'too-many' as const, retryAt: new Date(tried.retryAt) }
    return refusedLeave(leave, 'tries')
  })
}
