/** GET, PATCH and DELETE /api/v1/domains/{name}: one domain that a team keeps. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import { note } from '#prisma/audit.ts'
import { changeDomains, removeDomains } from '#prisma/domain.ts'
import { domainChangeSchema } from '../api.ts'
import { answerApi, readJson } from '../api.server.ts'
import { domainAnswer } from '../domains/api.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'
import { projectAsked, type TeamAsker, teamOfApi } from '../watch/api.server.ts'
import { tagsOf } from '../watch/names.server.ts'

export const loader = (asked: LoaderFunctionArgs) => answerApi(asked, () => domainAnswer(asked))

export async function action(asked: ActionFunctionArgs) {
  const { request, params } = asked
  if (request.method !== 'PATCH' && request.method !== 'DELETE') return methodNotAllowed('GET, HEAD, PATCH, DELETE')
  return answerApi(asked, async () => {
    const asker = await teamOfApi(request, 'domains')
    const work = request.method === 'DELETE' ? remove : change
    return (await work(asker, params.name ?? '', request)) ? new Response(null, { status: 204 }) : notFound()
  })
}

async function remove({ teamId, projects, person }: TeamAsker, name: string): Promise<boolean> {
  if ((await removeDomains({ teamId, projects }, [name])) === 0) return false
  await note({ teamId, userId: person.id, action: 'domain.removed', subject: name })
  return true
}

async function change(asker: TeamAsker, name: string, request: Request): Promise<boolean> {
  const { teamId, projects } = asker
  const { project, tags, notes } = await readJson(request, domainChangeSchema)
  const moved = project === undefined ? {} : { projectId: await projectAsked(asker, project) }
  const said = { ...(tags && { tags: tagsOf(tags) }), ...(notes !== undefined && { notes: notes.replaceAll('\0', '') }) }
  return (await changeDomains({ teamId, projects }, [name], { ...moved, ...said })) > 0
}
