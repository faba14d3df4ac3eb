/** /team/{slug}/watched: everything that a team watches. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { pressWatched, type WatchedAnswer, type WatchedPage, watchedPage } from '../watch/watched.server.ts'
import { WatchedView } from '../watch/watched.tsx'

export const meta: MetaFunction = () => [{ title: 'Watched – Seedbed' }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  return json<WatchedPage>(await watchedPage(request, params.team))
}

export const action = ({ request, params, context }: ActionFunctionArgs) => pressWatched(request, params.team, context.client)

export default function WatchedViewPage() {
  return <WatchedView page={useLoaderData() as WatchedPage} answer={useActionData() as WatchedAnswer | undefined} />
}
