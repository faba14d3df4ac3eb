/** What a team shows everybody of a domain, as the API gives and changes it. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { env } from '#env'
import { note } from '#prisma/audit.ts'
import { setStatusPage, statusPageOf } from '#prisma/status-page.ts'
import { badRequest, give, readJson } from '../api.server.ts'
import { notFound, problem } from '../problem.server.ts'
import { type TeamAsker, teamOfApi } from '../watch/api.server.ts'
import { newStatusPageSchema, statusPageSchema } from './api.ts'

type Asked = ActionFunctionArgs

export async function statusPageAnswer({ request, params: { name = '' } }: Asked): Promise<Response> {
  return shownOf(await teamOfApi(request, 'share'), name.toLowerCase())
}

async function shownOf({ teamId, projects }: TeamAsker, domain: string): Promise<Response> {
  const shown = await statusPageOf({ teamId, projects }, domain)
  if (!shown) return notFound()
  const links = { page: `${env.BASE_URL}/public/${shown.name}`, badge: `${env.BASE_URL}/badge/${shown.name}.svg` }
  return give(statusPageSchema, { ...shown, ...links })
}

export async function setStatusPageAnswer({ request, params }: Asked): Promise<Response> {
  const asker = await teamOfApi(request, 'share')
  const { teamId, projects, person } = asker
  const domain = (params.name ?? '').toLowerCase()
  const { isOn, shows, name, renew = false } = await readJson(request, newStatusPageSchema)
  if (renew && name !== undefined) throw badRequest('name and renew: either of them.')
  const how = { isOn, shows, name, isRenewed: renew, userId: person.id }
  const outcome = await setStatusPage({ teamId, projects }, domain, how)
  if (outcome === 'not-there') return notFound()
  if (outcome === 'unfit') throw badRequest('name: small letters, digits and hyphens, 40 at most.')
  if (outcome === 'taken') return problem({ status: 409, code: 'conflict', detail: 'Another status page has this name.' })
  await note({ teamId, userId: person.id, action: isOn ? 'status-page.shown' : 'status-page.hidden', subject: domain })
  return shownOf(asker, domain)
}
