import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { apiPage } from '../api-page/page.server.ts'
import { ApiPage } from '../api-page/page.tsx'

export const meta: MetaFunction = () => [{ title: 'API – Seedbed' }]

export const loader = ({ request }: LoaderFunctionArgs) => json(apiPage(request))

export default function Api() {
  return <ApiPage page={useLoaderData<typeof loader>()} />
}
