import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { BuilderList } from '../builder/list.tsx'
import { builderHeads } from '../builder/page.server.ts'
import { readTyped } from '../scan/typed.server.ts'

export const meta: MetaFunction = () => [{ title: 'Build a record – Seedbed' }]

export function loader({ request }: LoaderFunctionArgs) {
  const typed = readTyped(new URL(request.url).searchParams.get('domain') ?? '')
  return { builders: builderHeads(), domain: 'domain' in typed ? typed.domain : null }
}

export default function Build() {
  return <BuilderList {...useLoaderData<typeof loader>()} />
}
