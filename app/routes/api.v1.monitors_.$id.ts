/** DELETE /api/v1/monitors/{id}: it is watched no more. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { note } from '#prisma/audit.ts'
import { monitorsOf, unwatch } from '#prisma/monitor.ts'
import { answerApi } from '../api.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'
import { teamOfApi } from '../watch/api.server.ts'

export const loader = () => methodNotAllowed('DELETE')

export async function action(asked: ActionFunctionArgs) {
  const { request, params } = asked
  if (request.method !== 'DELETE') return methodNotAllowed('DELETE')
  return answerApi(asked, async () => {
    const { teamId, projects, person } = await teamOfApi(request, 'monitors')
    const known = (await monitorsOf({ teamId, projects })).find(({ id }) => id === params.id)
    if (!known) return notFound()
    const { kind, subject } = known
    await unwatch({ teamId, kind, subject })
    await note({ teamId, userId: person.id, action: 'domain.unwatched', subject })
    return new Response(null, { status: 204 })
  })
}
