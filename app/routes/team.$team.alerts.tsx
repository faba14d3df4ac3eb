/** /team/{slug}/alerts: what changed in what is watched. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { pressAlerts, type AlertsPage, alertsPage } from '../watch/alerts.server.ts'
import { AlertsView } from '../watch/alerts.tsx'

export const meta: MetaFunction = () => [{ title: 'Alerts – Seedbed' }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  return json<AlertsPage>(await alertsPage(request, params.team))
}

export const action = ({ request, params }: ActionFunctionArgs) => pressAlerts(request, params.team)

export default function AlertsViewPage() {
  return <AlertsView page={useLoaderData() as AlertsPage} />
}
