import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { HistoryView, NoTests } from '../charts/page.tsx'
import { type HistoryPage, historyPage } from '../charts/history.server.ts'

export const meta: MetaFunction = () => [{ title: 'Your tests – Seedbed' }]

export async function loader({ request }: LoaderFunctionArgs) {
  return json<{ page: HistoryPage | null }>({ page: await historyPage(request) })
}

export default function History() {
  const { page } = useLoaderData<typeof loader>() as { page: HistoryPage | null }
  return page ? <HistoryView page={page} /> : <NoTests />
}
