/** /team/{slug}/settings: what a team is called, who belongs to it, and how it ends. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { Again } from '../account/form.tsx'
import { pressTeam, type SettingsPage, settingsPage } from '../members/settings.server.ts'
import type { Invited } from '../members/invite.tsx'
import { TeamSettingsView } from '../members/settings.tsx'

export const meta: MetaFunction = () => [{ title: 'Team settings – Seedbed' }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  return json<SettingsPage>(await settingsPage(request, params.team))
}

export const action = ({ request, context, params }: ActionFunctionArgs) => pressTeam(request, context.client, params.team)

export default function TeamSettings() {
  return <TeamSettingsView page={useLoaderData() as SettingsPage} answer={useActionData() as Again | Invited | undefined} />
}
