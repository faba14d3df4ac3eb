/** POST /api/v1/addresses/{token}/keep: puts an address into the team of the API token. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { addressByToken } from '#prisma/address.ts'
import { teamAddress } from '#prisma/team-address.ts'
import { keepAddressSchema, teamAddressSchema } from '../api.ts'
import { give, readJson } from '../api.server.ts'
import { routeOf } from '../api-route.server.ts'
import { putThere } from '../live/keep.server.ts'
import { notFound } from '../problem.server.ts'
import { apiTeamAddress, projectAsked, teamOfApi } from '../watch/api.server.ts'

async function keep({ request, params }: ActionFunctionArgs): Promise<Response> {
  const asker = await teamOfApi(request, 'test')
  const { teamId, projects, person } = asker
  const { project } = await readJson(request, keepAddressSchema)
  const projectId = await projectAsked(asker, project)
  const address = await addressByToken(params.token ?? '')
  if (!address || !(await putThere(person, address, { to: teamId, projectId }))) return notFound()
  const kept = await teamAddress({ teamId, projects }, address.id)
  return kept ? give(teamAddressSchema, apiTeamAddress(kept)) : notFound()
}

const route = routeOf({ POST: keep })

export const loader = route.loader
export const action = route.action
