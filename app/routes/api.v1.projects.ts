/** GET and POST /api/v1/projects: the projects of a team. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import { projectsOf } from '#prisma/project.ts'
import { newProjectSchema, projectListSchema, projectSchema } from '../api.ts'
import { answerApi, badRequest, give, readJson } from '../api.server.ts'
import { methodNotAllowed } from '../problem.server.ts'
import { makeProjectAsked } from '../projects/change.server.ts'
import { apiProject, teamOfApi, wholeTeamOfApi } from '../watch/api.server.ts'

export const loader = (asked: LoaderFunctionArgs) =>
  answerApi(asked, async () => {
    const { teamId, projects } = await teamOfApi(asked.request)
    const known = await projectsOf({ teamId, projects })
    return give(projectListSchema, { projects: known.map(apiProject) })
  })

export async function action(asked: ActionFunctionArgs) {
  const { request } = asked
  if (request.method !== 'POST') return methodNotAllowed('GET, HEAD, POST')
  return answerApi(asked, async () => {
    const { teamId, person } = await wholeTeamOfApi(request, 'settings')
    const made = await makeProjectAsked({ teamId, userId: person.id }, await readJson(request, newProjectSchema))
    if (!made) throw badRequest('The name has no letter, or the team has as many projects as it may.')
    return give(projectSchema, apiProject(made), { status: 201, headers: { Location: `/api/v1/projects/${made.id}` } })
  })
}
