import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { SendsView } from '../sends/list.tsx'
import { type SendList, sendList } from '../sends/page.server.ts'

export const meta: MetaFunction = () => [{ title: 'Test sends – Seedbed' }]

export async function loader({ request }: LoaderFunctionArgs) {
  return json<SendList>(await sendList(request), { headers: { 'Cache-Control': 'private, no-store' } })
}

export default function Sends() {
  return <SendsView list={useLoaderData() as SendList} />
}
