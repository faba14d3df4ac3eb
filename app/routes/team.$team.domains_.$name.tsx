/** /team/{slug}/domains/{name}: one domain of a team on one time line. */
import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { type DomainPage, domainPage } from '../watch/domain.server.ts'
import { DomainView } from '../watch/domain.tsx'

export const meta: MetaFunction = ({ data }) => [
  { title: `${(data as DomainPage | undefined)?.name ?? 'Nothing here'} – Seedbed` },
]

export async function loader({ request, params }: LoaderFunctionArgs) {
  return json<DomainPage>(await domainPage(request, params.team, params.name ?? ''))
}

export default function OneDomain() {
  return <DomainView page={useLoaderData() as DomainPage} />
}
