/** /settings/outbox: the mails of ours that stay here, because no relay is set; and what became of the others. */
import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { type OutboxPage, outboxPage } from '../account/outbox.server.ts'
import { OutboxView } from '../account/outbox.tsx'

export const meta: MetaFunction = () => [{ title: 'Outbox – Seedbed' }]

export async function loader({ request }: LoaderFunctionArgs) {
  return json<OutboxPage>(await outboxPage(request), { headers: { 'Cache-Control': 'private, no-store' } })
}

export default function Outbox() {
  return <OutboxView page={useLoaderData() as OutboxPage} />
}
