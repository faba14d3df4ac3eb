/** /settings/account: one's own name, address, password, second step, sessions. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { Again } from '../account/form.tsx'
import { type AccountPage, accountPage, pressAccount } from '../account/settings.server.ts'
import { AccountView, type Codes } from '../account/settings.tsx'

export const meta: MetaFunction = () => [{ title: 'Your account – Seedbed' }]

export const loader = async ({ request }: LoaderFunctionArgs) => json(await accountPage(request))

export const action = ({ request, context }: ActionFunctionArgs) => pressAccount(request, context.client)

export default function Account() {
  return <AccountView page={useLoaderData() as AccountPage} answer={useActionData() as Again | Codes | undefined} />
}
