import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { go } from '../go.server.ts'
import { NoScan } from '../scan/door.tsx'
import { readTyped } from '../scan/typed.server.ts'
import { rehearseDomain, whatIfOfDomain } from '../what-if/domain.server.ts'
import type { WhatIfForm } from '../what-if/form.ts'
import type { WhatIfPage } from '../what-if/page.server.ts'
import { WhatIfView } from '../what-if/page.tsx'

type Data = { page: WhatIfPage } | { refused: { domain: string; retryAt: string | null } }

export const meta: MetaFunction = ({ params }) => [{ title: `What if, ${params.name} – Seedbed` }]

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const typed = readTyped(params.name ?? '')
  if (!('domain' in typed)) return go(`/domain/${encodeURIComponent(params.name ?? '')}`)
  const { domain } = typed
  if (domain !== params.name) return go(`/domain/${domain}/what-if${new URL(request.url).search}`)
  const asked = await whatIfOfDomain(request, context, domain)
  if (!asked.given) {
    const retryAt = 'retryAt' in asked ? asked.retryAt.toISOString() : null
    return json<Data>({ refused: { domain, retryAt } }, { status: 429 })
  }
  const headers = asked.setCookie ? { 'Set-Cookie': asked.setCookie } : undefined
  return json<Data>({ page: asked.page }, { headers })
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const typed = readTyped(params.name ?? '')
  if (!('domain' in typed)) throw new Response('There is no such domain.', { status: 400 })
  return rehearseDomain(request, context, typed.domain)
}

export default function WhatIf() {
  const data = useLoaderData() as Data
  const sent = useActionData() as { form: WhatIfForm } | undefined
  if ('refused' in data) return <NoScan {...data.refused} />
  return <WhatIfView page={data.page} sent={sent?.form} />
}
