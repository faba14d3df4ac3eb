/** /team/{slug}/scans: what a team had looked at, searched and filtered. */
import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { type ScansPage, scansPage } from '../mails/scans.server.ts'
import { ScansView } from '../mails/scans.tsx'

export const meta: MetaFunction = () => [{ title: 'Scans and probes – Seedbed' }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  return json<ScansPage>(await scansPage(request, params.team))
}

export default function Scans() {
  return <ScansView page={useLoaderData() as ScansPage} />
}
