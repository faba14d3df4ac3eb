/** /team/{slug}/mails: a team's mails, searched and filtered. */
import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { type MailsPage, mailsPage } from '../mails/list.server.ts'
import { MailsView } from '../mails/list.tsx'

export const meta: MetaFunction = () => [{ title: 'Mails – Seedbed' }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  return json<MailsPage>(await mailsPage(request, params.team))
}

export default function Mails() {
  return <MailsView page={useLoaderData() as MailsPage} />
}
