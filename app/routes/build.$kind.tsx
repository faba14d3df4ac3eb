import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { WhichDomain } from '../builder/list.tsx'
import { type BuilderData, builderData } from '../builder/page.server.ts'
import { BuildPageView } from '../builder/page.tsx'

export const meta: MetaFunction<typeof loader> = ({ data }) => {
  if (!data) return [{ title: 'Build a record – Seedbed' }]
  const title = 'page' in data ? `${data.page.builder.title} for ${data.page.domain}` : `Build a ${data.builder.title} record`
  return [{ title: `${title} – Seedbed` }]
}

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const data = await builderData(request, context, params.kind)
  return json<BuilderData>(data, { status: 'problem' in data && data.problem ? 400 : 200 })
}

export default function BuildKind() {
  const data = useLoaderData() as BuilderData
  return 'page' in data ? <BuildPageView page={data.page} /> : <WhichDomain {...data} />
}
