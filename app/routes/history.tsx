import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { HistoryView, NoTests } from '../charts/page.tsx'
import type { FirstStep } from '../address.server.ts'
import { type HistoryPage, historyPage } from '../charts/history.server.ts'

export const meta: MetaFunction = () => [{ title: 'Your tests – Seedbed' }]

export async function loader({ request }: LoaderFunctionArgs) {
  return json<HistoryPage | FirstStep>(await historyPage(request))
}

export default function History() {
  const page = useLoaderData() as HistoryPage | FirstStep
  return 'range' in page ? <HistoryView page={page} /> : <NoTests step={page} />
}
