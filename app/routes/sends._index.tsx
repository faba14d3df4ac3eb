import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { SendList } from '../sends/list.tsx'
import { sendList } from '../sends/page.server.ts'

export const meta: MetaFunction = () => [{ title: 'Test sends – Seedbed' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const before = new URL(request.url).searchParams.get('before') ?? undefined
  return json(await sendList(request, before), { headers: { 'Cache-Control': 'private, no-store' } })
}

export default function Sends() {
  return <SendList {...useLoaderData<typeof loader>()} />
}
