/** The table of a team's domains, as the API gives it and takes one. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { give, readCsv } from '../api.server.ts'
import { addPasted } from '../watch/add.server.ts'
import { apiDomain, oneOf, projectAsked, projectInQuery, teamOfApi } from '../watch/api.server.ts'
import { domainListSchema, domainSchema, importedDomainsSchema } from '../watch/api.ts'
import { domainsCsv, foundDomains, type TableFilter } from '../watch/domain-rows.server.ts'

type Asked = ActionFunctionArgs

const longest = 253

/** @throws {Refusal} 400 for a query that is not as it may be */
function filterIn(request: Request): TableFilter {
  const url = new URL(request.url)
  const text = (name: string) => url.searchParams.get(name)?.slice(0, longest) || undefined
  const state = oneOf(url, 'state', domainSchema.shape.state.options)
  const [tag, part] = [text('tag')?.toLowerCase(), text('text')?.toLowerCase()]
  return { state, tag, text: part, service: text('service'), projectId: projectInQuery(url) }
}

export async function domainsAnswer({ request }: Asked): Promise<Response> {
  const { teamId, projects } = await teamOfApi(request)
  const { found } = await foundDomains({ teamId, projects }, filterIn(request))
  return give(domainListSchema, { domains: found.map(apiDomain) })
}

export async function exportDomainsAnswer({ request }: Asked): Promise<Response> {
  const { teamId, projects } = await teamOfApi(request)
  return domainsCsv({ teamId, projects }, filterIn(request))
}

export async function importDomainsAnswer({ request }: Asked): Promise<Response> {
  const asker = await teamOfApi(request, 'domains')
  const url = new URL(request.url)
  const project = await projectAsked(asker, projectInQuery(url))
  const preset = oneOf(url, 'preset', ['usual', 'close', 'quiet'])
  const { added, doubles, refused } = await addPasted(asker, await readCsv(request), { project: project ?? '', preset })
  return give(importedDomainsSchema, { added, doubles, refused }, { status: 201 })
}
