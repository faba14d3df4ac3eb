/** /relays: the servers that take a team's mail. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { answerRelays, relaysPage } from '../relays/form.server.ts'
import type { RelaysPage } from '../relays/form.ts'
import { RelaysView } from '../relays/page.tsx'

export const meta: MetaFunction = () => [{ title: 'Relays – Seedbed' }]

export async function loader({ request }: LoaderFunctionArgs) {
  return json<RelaysPage>(await relaysPage(request), { headers: { 'Cache-Control': 'private, no-store' } })
}

export const action = ({ request, context }: ActionFunctionArgs) => answerRelays(request, context.client)

export default function Relays() {
  const loaded = useLoaderData() as RelaysPage
  const sent = useActionData() as RelaysPage | undefined
  return <RelaysView page={sent ? { ...sent, relays: loaded.relays } : loaded} />
}
