/** /team/{slug}/settings/app-passwords: passwords that open all addresses of a project in mail programs. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import {
  type AppPasswordAnswer,
  type AppPasswordsPage,
  appPasswordsPage,
  pressAppPasswords,
} from '../credentials/app-passwords.server.ts'
import { AppPasswordsView } from '../credentials/app-passwords.tsx'

export const meta: MetaFunction = () => [{ title: 'App passwords – Seedbed' }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  return json<AppPasswordsPage>(await appPasswordsPage(request, params.team))
}

export const action = ({ request, params }: ActionFunctionArgs) => pressAppPasswords(request, params.team)

export default function AppPasswords() {
  return <AppPasswordsView page={useLoaderData() as AppPasswordsPage} answer={useActionData() as AppPasswordAnswer | undefined} />
}
