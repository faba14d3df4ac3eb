/** PATCH and DELETE /api/v1/projects/{id}: one project. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { deleteProject } from '#prisma/project-removal.ts'
import { projectChangeSchema } from '../api.ts'
import { answerApi, readJson } from '../api.server.ts'
import { methodNotAllowed, notFound, problem } from '../problem.server.ts'
import { changeProjectAsked } from '../projects/change.server.ts'
import { wholeTeamOfApi } from '../watch/api.server.ts'

export const loader = () => methodNotAllowed('PATCH, DELETE')

export async function action(asked: ActionFunctionArgs) {
  const { request, params } = asked
  if (request.method !== 'PATCH' && request.method !== 'DELETE') return methodNotAllowed('PATCH, DELETE')
  return answerApi(asked, async () => {
    const { teamId, person } = await wholeTeamOfApi(request, 'settings')
    const id = params.id ?? ''
    if (request.method === 'DELETE')
      return (await deleteProject({ teamId, id })) ? new Response(null, { status: 204 }) : notFound()
    const done = await changeProjectAsked(
      { teamId, userId: person.id },
      { id, ...(await readJson(request, projectChangeSchema)) },
    )
    if (done === 'taken')
      return problem({ status: 409, code: 'name-taken', detail: 'Another project has this name, or it has no letter.' })
    return done === 'changed' ? new Response(null, { status: 204 }) : notFound()
  })
}
