/** /team/{slug}/domains/{name}/details: who sends for a domain, what is accepted, what everybody is shown. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { type DetailsAnswer, type DetailsPage, detailsPage, pressDetails } from '../watch/details.server.ts'
import { DetailsView } from '../watch/details.tsx'

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.domain ?? 'Domain'} – Seedbed` }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  return json<DetailsPage>(await detailsPage(request, params.team, params.name))
}

export const action = ({ request, params }: ActionFunctionArgs) => pressDetails(request, params.team, params.name)

export default function Details() {
  return <DetailsView page={useLoaderData() as DetailsPage} answer={useActionData() as DetailsAnswer | undefined} />
}
