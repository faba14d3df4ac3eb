import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { fieldOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import { NoScan, NotADomain, ScanPageView } from '../scan/page.tsx'
import { newScan, presentScan, type ScanPage, scanPage } from '../scan/page.server.ts'
import { type NoDomain, readTyped } from '../scan/typed.server.ts'
import { WhatIfPath, whatIfPath } from '../what-if/link.tsx'

type Data =
  | { page: ScanPage }
  | { refused: { domain: string; retryAt: string | null } }
  | { typed: string; problem: Omit<NoDomain, 'code'> }

export const meta: MetaFunction<typeof loader> = ({ data, params }) => {
  const score = data && 'page' in data ? (data.page.report?.score ?? null) : null
  return [{ title: `${score === null ? '' : `${score.toFixed(1)} `}${params.name} – Seedbed` }]
}

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const name = params.name ?? ''
  const typed = readTyped(name)
  if (!('domain' in typed)) return json<Data>({ typed: name, problem: typed }, { status: 400 })
  if (typed.domain !== name) return go(`/domain/${typed.domain}`)
  const asked = await presentScan(request, context, typed.domain)
  if (!asked.given) return json<Data>({ refused: refusal(typed.domain, asked) }, { status: 429 })
  const headers = asked.setCookie ? { 'Set-Cookie': asked.setCookie } : undefined
  return json<Data>({ page: await scanPage(request, context, asked.scan) }, { headers })
}

/** "Check again". */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const typed = readTyped(params.name ?? '')
  if (!('domain' in typed) || (await fieldOf(request, 'intent')) !== 'check-again') {
    throw new Response('There is no such button.', { status: 400 })
  }
  const asked = await newScan(request, context, typed.domain)
  if (!asked.given) return json(refusal(typed.domain, asked), { status: 429 })
  return go(`/domain/${typed.domain}`, asked.setCookie ? { headers: { 'Set-Cookie': asked.setCookie } } : {})
}

function refusal(domain: string, asked: { reason: string; retryAt?: Date }) {
  return { domain, retryAt: asked.retryAt?.toISOString() ?? null }
}

export default function Domain() {
  const data = useLoaderData() as Data
  const refused = useActionData<typeof action>()
  if ('page' in data) {
    return (
      <WhatIfPath.Provider value={whatIfPath(data.page.scan)}>
        <ScanPageView page={data.page} refused={refused} />
      </WhatIfPath.Provider>
    )
  }
  if ('refused' in data) return <NoScan {...data.refused} />
  return <NotADomain typed={data.typed} problem={data.problem} />
}
