/** /find: what somebody has here, found by a few letters. The dialog behind ⌘K asks it too. */
import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { type FindPage, findPage } from '../nav/find.server.ts'
import { FoundView } from '../nav/found.tsx'

export const meta: MetaFunction = () => [{ title: 'Find – Seedbed' }]

export async function loader({ request }: LoaderFunctionArgs) {
  return json<FindPage>(await findPage(request), { headers: { 'Cache-Control': 'private, no-store' } })
}

export default function Find() {
  return <FoundView page={useLoaderData() as FindPage} />
}
