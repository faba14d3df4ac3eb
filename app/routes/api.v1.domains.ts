/** GET and POST /api/v1/domains: the domains a team keeps. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import { addedDomainsSchema, newDomainsSchema } from '../api.ts'
import { answerApi, give, readJson } from '../api.server.ts'
import { domainsAnswer } from '../domains/table.server.ts'
import { methodNotAllowed } from '../problem.server.ts'
import { keepDomains, teamOfApi } from '../watch/api.server.ts'

export const loader = (asked: LoaderFunctionArgs) => answerApi(asked, () => domainsAnswer(asked))

export async function action(asked: ActionFunctionArgs) {
  const { request } = asked
  if (request.method !== 'POST') return methodNotAllowed('GET, HEAD, POST')
  return answerApi(asked, async () => {
    const asker = await teamOfApi(request, 'domains')
    const added = await keepDomains(asker, await readJson(request, newDomainsSchema))
    return give(addedDomainsSchema, { added }, { status: 201 })
  })
}
