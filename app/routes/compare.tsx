import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Choose, Gone, Waiting } from '../compare/choose.tsx'
import { ComparisonPage } from '../compare/page.tsx'
import { ownBase, type ComparePage, comparePage, tickedTwo } from '../compare/page.server.ts'
import { sentenceOf } from '../compare/sentence.ts'
import { go } from '../go.server.ts'

interface Data {
  page: ComparePage
  base: string
}

export const meta: MetaFunction<typeof loader> = ({ data }) => {
  if (!data) return [{ title: 'Nothing here – Seedbed' }]
  const { page } = data as Data
  return [{ title: `${page.kind === 'compared' ? sentenceOf(page.comparison) : 'Compare'} – Seedbed` }]
}

export async function loader({ request }: LoaderFunctionArgs) {
  const two = tickedTwo(request)
  if (two) return go(two)
  const page = await comparePage(request)
  return json<Data>({ page, base: ownBase() }, { status: page.kind === 'gone' ? 404 : 200 })
}

export default function Compare() {
  const { page, base } = useLoaderData() as Data
  if (page.kind === 'pick') return <Choose {...page} />
  if (page.kind === 'gone') return <Gone other={page.other} />
  if (page.kind === 'waiting') return <Waiting a={page.a} b={page.b} />
  return <ComparisonPage comparison={page.comparison} base={base} />
}
