/** The door: what is typed leads to its page. What has none yet is answered in a sentence. */
import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { go } from '../go.server.ts'
import { pathFor } from '../scan/door.server.ts'
import { CheckPage, NotADomain } from '../scan/page.tsx'

export const meta: MetaFunction = () => [{ title: 'Check a domain – Seedbed' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const typed = new URL(request.url).searchParams.get('q') ?? ''
  const found = await pathFor(typed)
  if (typeof found === 'string') return go(found)
  return json({ typed: typed.slice(0, 500), problem: found.code === 'empty' ? null : found })
}

export default function Check() {
  const { typed, problem } = useLoaderData<typeof loader>()
  return problem ? <NotADomain typed={typed} problem={problem} /> : <CheckPage />
}
