import { json, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { fieldOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import { type Keep, keepAddress, keepOf } from '../live/keep.server.ts'
import { LivePage } from '../live/page.tsx'
import { addressBehind, carryOut, newestReport, readingOf } from '../live/page.server.ts'
import type { Reading } from '../live/reading.tsx'
import { arrivalOf, start, tabTitle } from '../live/talks.ts'
import type { LiveState } from '../live.ts'
import { liveState } from '../live.server.ts'
import type { Report } from '#checks/report.ts'

interface Data {
  token: string
  createdAt: string
  state: LiveState
  newest: { mailId: string; report: Report } | null
  reading: Reading | null
  keep: Keep | null
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? tabTitle(arrivalOf(start(data.state as LiveState))) : 'Nothing here – Seedbed' },
]

export async function loader({ request, params }: LoaderFunctionArgs) {
  const address = await addressBehind(params.token)
  const state = await liveState(address)
  const [file] = state.mails
  if (address.kind === 'file' && file) return go(`/mail/${file.id}`)
  const newest = await newestReport(state)
  const createdAt = address.createdAt.toISOString()
  const [reading, keep] = await Promise.all([readingOf(address), keepOf(request, address)])
  return json<Data>({ token: params.token ?? '', createdAt, state, newest, reading, keep })
}

export async function action({ request, params }: ActionFunctionArgs) {
  const address = await addressBehind(params.token)
  const intent = await fieldOf(request, 'intent')
  if (intent === 'keep') {
    await keepAddress(request, address, await fieldOf(request, 'place'))
    return go(`/a/${params.token}#keep`)
  }
  const done = await carryOut(intent, address)
  if (typeof done === 'object') return json(done, { headers: { 'Cache-Control': 'no-store' } })
  return go(done === 'deleted' ? '/' : `/a/${params.token}`)
}

export default function Live() {
  const data = useLoaderData() as Data
  const made = useActionData<{ password: string }>()
  return <LivePage key={data.token} {...data} password={made?.password ?? null} />
}
