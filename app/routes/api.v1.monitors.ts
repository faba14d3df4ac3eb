/** GET and POST /api/v1/monitors: what a team watches. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import { monitorsOf } from '#prisma/monitor.ts'
import { monitorListSchema, monitorSchema, newMonitorSchema } from '../api.ts'
import { answerApi, give, readJson } from '../api.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'
import { apiMonitor, teamOfApi, watchAsked } from '../watch/api.server.ts'

export const loader = (asked: LoaderFunctionArgs) =>
  answerApi(asked, async () => {
    const { teamId, projects } = await teamOfApi(asked.request)
    return give(monitorListSchema, { monitors: (await monitorsOf({ teamId, projects })).map(apiMonitor) })
  })

export async function action(asked: ActionFunctionArgs) {
  const { request } = asked
  if (request.method !== 'POST') return methodNotAllowed('GET, HEAD, POST')
  return answerApi(asked, async () => {
    const made = await watchAsked(await teamOfApi(request, 'monitors'), await readJson(request, newMonitorSchema))
    return made ? give(monitorSchema, apiMonitor(made), { status: 201 }) : notFound()
  })
}
