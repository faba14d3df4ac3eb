/** /team/{slug}/settings/seed-domains: domains of the team whose mail comes here. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { pressSeedDomains, type SeedDomainAnswer, type SeedDomainsPage, seedDomainsPage } from '../seed-domains/page.server.ts'
import { SeedDomainsView } from '../seed-domains/page.tsx'

export const meta: MetaFunction = () => [{ title: 'Seed domains – Seedbed' }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  return json<SeedDomainsPage>(await seedDomainsPage(request, params.team))
}

export const action = ({ request, params }: ActionFunctionArgs) => pressSeedDomains(request, params.team)

export default function SeedDomains() {
  return <SeedDomainsView page={useLoaderData() as SeedDomainsPage} answer={useActionData() as SeedDomainAnswer | undefined} />
}
