import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { type CheckPage, checkPage } from '../about/catalogue.server.ts'
import { CheckView } from '../about/checks.tsx'

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.check.title ?? 'Nothing here'} – Seedbed` }]

export function loader({ params }: LoaderFunctionArgs) {
  const page = checkPage(params.id)
  if (!page) throw new Response('There is no check of this name.', { status: 404 })
  return json<CheckPage>(page)
}

export default function OneCheck() {
  return <CheckView page={useLoaderData() as CheckPage} />
}
