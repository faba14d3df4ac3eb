/** PATCH and DELETE /api/v1/team/addresses/{id}: one address of a team. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { env } from '#env'
import { deleteAddress } from '#prisma/address.ts'
import { note } from '#prisma/audit.ts'
import { changeTeamAddress, teamAddress } from '#prisma/team-address.ts'
import { teamAddressChangeSchema } from '../api.ts'
import { answerApi, badRequest, readJson } from '../api.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'
import { projectAsked, type TeamAsker, teamOfApi } from '../watch/api.server.ts'

export const loader = () => methodNotAllowed('PATCH, DELETE')

export async function action(asked: ActionFunctionArgs) {
  const { request, params } = asked
  if (request.method !== 'PATCH' && request.method !== 'DELETE') return methodNotAllowed('PATCH, DELETE')
  return answerApi(asked, async () => {
    const asker = await teamOfApi(request, request.method === 'DELETE' ? 'delete' : 'test')
    const work = request.method === 'DELETE' ? remove : change
    return (await work(asker, params.id ?? '', request)) ? new Response(null, { status: 204 }) : notFound()
  })
}

async function remove({ teamId, projects, person }: TeamAsker, id: string): Promise<boolean> {
  const known = await teamAddress({ teamId, projects }, id)
  if (!known) return false
  await deleteAddress({ id, teamId })
  await note({ teamId, userId: person.id, action: 'address.deleted', subject: known.email })
  return true
}

async function change(asker: TeamAsker, id: string, request: Request): Promise<boolean> {
  const { teamId, projects } = asker
  const { project, ...given } = await readJson(request, teamAddressChangeSchema)
  if ((given.mailsPerDay ?? 0) > env.MAILS_PER_ADDRESS_DAY)
    throw badRequest(`mailsPerDay is ${env.MAILS_PER_ADDRESS_DAY} at most.`)
  const moved = project === undefined ? {} : { projectId: await projectAsked(asker, project) }
  return changeTeamAddress({ teamId, projects }, { id, change: { ...given, ...moved }, freshHours: env.ADDRESS_TTL_HOURS })
}
