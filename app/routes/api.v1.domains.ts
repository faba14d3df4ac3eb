/** GET and POST /api/v1/domains: the domains a team keeps. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import { domainsOf } from '#prisma/domain.ts'
import { addedDomainsSchema, domainListSchema, domainSchema, newDomainsSchema } from '../api.ts'
import { answerApi, give, readJson } from '../api.server.ts'
import { methodNotAllowed } from '../problem.server.ts'
import { apiDomain, keepDomains, oneOf, projectInQuery, teamOfApi } from '../watch/api.server.ts'

export const loader = (asked: LoaderFunctionArgs) =>
  answerApi(asked, async () => {
    const { teamId, projects } = await teamOfApi(asked.request)
    const url = new URL(asked.request.url)
    const text = (name: string) => url.searchParams.get(name)?.slice(0, 253).toLowerCase() || undefined
    const state = oneOf(url, 'state', domainSchema.shape.state.options)
    const filter = { state, tag: text('tag'), text: text('text'), projectId: projectInQuery(url) }
    return give(domainListSchema, { domains: (await domainsOf({ teamId, projects }, filter)).map(apiDomain) })
  })

export async function action(asked: ActionFunctionArgs) {
  const { request } = asked
  if (request.method !== 'POST') return methodNotAllowed('GET, HEAD, POST')
  return answerApi(asked, async () => {
    const asker = await teamOfApi(request, 'domains')
    const added = await keepDomains(asker, await readJson(request, newDomainsSchema))
    return give(addedDomainsSchema, { added }, { status: 201 })
  })
}
