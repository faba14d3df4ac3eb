/** /probe/{host}: what its ports show. `?mx=1`: the host is a domain, and its mail servers are meant. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { formOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import type { SentProbe } from '../probe/ask.tsx'
import { presentProbe, pressProbe } from '../probe/ask.server.ts'
import { NoProbe } from '../probe/door.tsx'
import { optionsOf, readHost } from '../probe/subject.server.ts'
import { onPage, refusal } from '../scan/buttons.server.ts'
import { NotASubject } from '../scan/door.tsx'
import { ScanPageView } from '../scan/page.tsx'
import type { ScanPage } from '../scan/page.server.ts'

type Data =
  | { page: ScanPage }
  | { refused: { host: string; retryAt: string | null } }
  | { typed: string; problem: { say: string; suggestion?: string } }

export const meta: MetaFunction<typeof loader> = ({ params }) => [{ title: `${params.host}, its ports – Seedbed` }]

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const typed = params.host ?? ''
  const { search, searchParams } = new URL(request.url)
  const read = readHost(typed)
  if (!('host' in read)) return json<Data>({ typed, problem: read }, { status: read.code === 'opt-out' ? 403 : 400 })
  if (read.host !== typed) return go(`/probe/${read.host}${search}`)
  const asked = await presentProbe(request, context, read.host, optionsOf(searchParams))
  if (!asked.given) return json<Data>({ refused: { host: typed, ...refusal(asked) } }, { status: 429 })
  return onPage(request, context, asked)
}

/** "Check again", or a look at other ports or with a recipient. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const read = readHost(params.host ?? '')
  if (!('host' in read)) throw new Response(read.say, { status: 400 })
  const options = optionsOf(new URL(request.url).searchParams)
  const pressed = await pressProbe(request, context, { host: read.host, options, form: await formOf(request) })
  if ('sent' in pressed) return json<{ probe: SentProbe }>({ probe: pressed.sent }, { status: 400 })
  if (!pressed.given) return json(refusal(pressed), { status: 429 })
  const path = `/probe/${read.host}${options.mx ? '?mx=1' : ''}`
  return go(path, pressed.setCookie ? { headers: { 'Set-Cookie': pressed.setCookie } } : {})
}

export default function Probe() {
  const data = useLoaderData() as Data
  const answered = useActionData<typeof action>()
  if ('page' in data) return <ScanPageView key={data.page.scan.id} page={data.page} answered={answered} />
  if ('refused' in data) return <NoProbe {...data.refused} />
  return <NotASubject typed={data.typed} problem={data.problem} />
}
