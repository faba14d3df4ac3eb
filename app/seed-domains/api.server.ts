/** A team's own seed domains, as the API gives and changes them. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { note } from '#prisma/audit.ts'
import { lookSoon, removeSeedDomain, seedDomainsOf } from '#prisma/seed-domain.ts'
import { badRequest, give, readJson } from '../api.server.ts'
import { doneOr404 } from '../api-route.server.ts'
import { notFound, problem } from '../problem.server.ts'
import { wholeTeamOfApi } from '../watch/api.server.ts'
import { newSeedDomainSchema, seedDomainListSchema, seedDomainSchema } from './api.ts'
import { addAsked, seedDomainRow } from './page.server.ts'

type Asked = ActionFunctionArgs

export async function seedDomainsAnswer({ request }: Asked): Promise<Response> {
  const { teamId } = await wholeTeamOfApi(request, 'settings')
  return give(seedDomainListSchema, { seedDomains: (await seedDomainsOf({ teamId })).map((row) => seedDomainRow(teamId, row)) })
}

export async function addSeedDomainAnswer({ request }: Asked): Promise<Response> {
  const { teamId, person } = await wholeTeamOfApi(request, 'settings')
  const { domain } = await readJson(request, newSeedDomainSchema)
  const made = await addAsked({ teamId, userId: person.id }, domain)
  if ('added' in made) return give(seedDomainSchema, seedDomainRow(teamId, made.added), { status: 201 })
  if (made.isTaken) return problem({ status: 409, code: 'conflict', detail: made.problem })
  throw badRequest(`domain: ${made.problem}`)
}

export async function lookAnswer({ request, params: { id = '' } }: Asked): Promise<Response> {
  const { teamId } = await wholeTeamOfApi(request, 'settings')
  return (await lookSoon({ teamId, id })) ? new Response(null, { status: 202 }) : notFound()
}

export async function removeSeedDomainAnswer({ request, params: { id = '' } }: Asked): Promise<Response> {
  const { teamId, person } = await wholeTeamOfApi(request, 'settings')
  const removed = await removeSeedDomain({ teamId, id })
  if (removed !== null) await note({ teamId, userId: person.id, action: 'seed-domain.removed', subject: removed })
  return doneOr404(removed !== null)
}
