/** The door: what is typed or pasted leads to its page. What has none is answered in a sentence. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { fieldOf } from '../form.server.ts'
import { go, handOn } from '../go.server.ts'
import { wayOf } from '../scan/door.server.ts'
import { CheckPage, type Door, NoWay } from '../scan/door.tsx'

export const meta: MetaFunction = () => [{ title: 'Check – Seedbed' }]

/** `?q=`: what a link brings. */
export async function loader({ request }: LoaderFunctionArgs) {
  const typed = new URL(request.url).searchParams.get('q') ?? ''
  return typed.trim() === '' ? json<Door>(nothing) : answer(typed, request)
}

/** What the box sends: the text may be long, and is nobody's business in a log. */
export async function action({ request }: ActionFunctionArgs) {
  return answer(await fieldOf(request, 'text'), request)
}

const nothing: Door = { typed: '', problem: null, meant: [], takesText: null }

async function answer(typed: string, request: Request) {
  const way = await wayOf(typed, request)
  if ('path' in way) return go(way.path)
  if ('problem' in way) return json<Door>({ ...nothing, typed, problem: way.problem, meant: way.meant })
  // The text itself goes on, in the field in which it came; a link cannot bring it.
  return request.method === 'POST' ? handOn(way.takesText) : json<Door>({ ...nothing, typed, takesText: way.takesText })
}

export default function Check() {
  const loaded = useLoaderData() as Door
  const door = (useActionData() as Door | undefined) ?? loaded
  return door.problem || door.takesText ? <NoWay door={door} /> : <CheckPage />
}
