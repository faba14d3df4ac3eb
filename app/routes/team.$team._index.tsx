/** /team/{slug}: what needs somebody today. */
import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { type TodayPage, todayPage } from '../watch/today.server.ts'
import { TodayView } from '../watch/today.tsx'

export const meta: MetaFunction = () => [{ title: 'Today – Seedbed' }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  return json<TodayPage>(await todayPage(request, params.team))
}

export default function TodayViewPage() {
  return <TodayView page={useLoaderData() as TodayPage} />
}
