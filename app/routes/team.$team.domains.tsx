/** /team/{slug}/domains: the team's domains. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { pressDomains, type DomainsPage, domainsPage, type Understood } from '../watch/domains.server.ts'
import { DomainsView } from '../watch/domains.tsx'

export const meta: MetaFunction = () => [{ title: 'Domains – Seedbed' }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  return json<DomainsPage>(await domainsPage(request, params.team))
}

export const action = ({ request, params }: ActionFunctionArgs) => pressDomains(request, params.team)

export default function DomainsViewPage() {
  return <DomainsView page={useLoaderData() as DomainsPage} answer={useActionData() as Understood | undefined} />
}
