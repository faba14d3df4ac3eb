/** /sends/new: the form of a test send. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { go } from '../go.server.ts'
import { answerNewSend, newSend } from '../sends/form.server.ts'
import { type NewSend, NewSendForm } from '../sends/new.tsx'

export const meta: MetaFunction = () => [{ title: 'Send a test – Seedbed' }]

export async function loader({ request }: LoaderFunctionArgs) {
  return json<NewSend>(await newSend(request), { headers: { 'Cache-Control': 'private, no-store' } })
}

export async function action({ request, context }: ActionFunctionArgs) {
  const answer = await answerNewSend(request, context.client)
  return 'id' in answer ? go(`/sends/${answer.id}`) : json<NewSend>(answer.page, { status: answer.status })
}

export default function New() {
  const loaded = useLoaderData() as NewSend
  const sent = useActionData() as NewSend | undefined
  return <NewSendForm page={sent ?? loaded} />
}
