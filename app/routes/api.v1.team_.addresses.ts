/** GET and POST /api/v1/team/addresses: the addresses of a team. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import { env } from '#env'
import { note } from '#prisma/audit.ts'
import { teamAddress, teamAddresses } from '#prisma/team-address.ts'
import { takeTeamAddress } from '../addresses/take.server.ts'
import { newTeamAddressSchema, takenTeamAddressSchema, teamAddressListSchema } from '../api.ts'
import { answerApi, badRequest, give, readJson, wholeNumber } from '../api.server.ts'
import { methodNotAllowed, notFound, problem } from '../problem.server.ts'
import { afterOf, apiTeamAddress, projectInQuery, teamOfApi } from '../watch/api.server.ts'

export const loader = (asked: LoaderFunctionArgs) =>
  answerApi(asked, async () => {
    const { teamId, projects } = await teamOfApi(asked.request)
    const url = new URL(asked.request.url)
    const take = wholeNumber(url, 'limit', { least: 1, most: 200 }) ?? 50
    const [text, projectId] = [url.searchParams.get('text') ?? undefined, projectInQuery(url)]
    const rows = await teamAddresses({ teamId, projects }, { text, projectId, before: afterOf(url), take: take + 1 })
    const next = rows.length > take ? (rows[take - 1]?.id ?? null) : null
    return give(teamAddressListSchema, { addresses: rows.slice(0, take).map(apiTeamAddress), next })
  })

const refusals = {
  'too-many': { status: 429, code: 'too-many-addresses' },
  'members-only': { status: 403, code: 'members-only' },
  'not-that': { status: 400, code: 'bad-request' },
} as const

export async function action(asked: ActionFunctionArgs) {
  const { request, context } = asked
  if (request.method !== 'POST') return methodNotAllowed('GET, HEAD, POST')
  return answerApi(asked, async () => {
    const asker = await teamOfApi(request, 'test')
    const { teamId, projects, person } = asker
    const given = { name: '', project: '', domain: '', localPart: '', ...(await readJson(request, newTeamAddressSchema)) }
    const { hours = env.ADDRESS_TTL_HOURS, mailsPerDay = null } = given
    if (mailsPerDay !== null && mailsPerDay > env.MAILS_PER_ADDRESS_DAY)
      throw badRequest(`mailsPerDay is ${env.MAILS_PER_ADDRESS_DAY} at most.`)
    const taken = await takeTeamAddress(asker, context.client, { ...given, hours, mailsPerDay })
    if (!taken.given) return problem({ ...refusals[taken.reason], detail: taken.say })
    const address = await teamAddress({ teamId, projects }, taken.address.id)
    if (!address) return notFound()
    await note({ teamId, userId: person.id, action: 'address.taken', subject: address.email })
    return give(takenTeamAddressSchema, { ...apiTeamAddress(address), token: taken.token }, { status: 201 })
  })
}
