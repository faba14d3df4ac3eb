import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { fieldOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import { ScanPageView } from '../scan/page.tsx'
import { type ComparedScan, comparedScan, pressOn, scanBehind, type ScanPage, scanPage } from '../scan/page.server.ts'

interface Data {
  page: ScanPage
  compared: ComparedScan | null
}

export const meta: MetaFunction<typeof loader> = ({ data }) => {
  if (!data?.page) return [{ title: 'Nothing here – Seedbed' }]
  return [{ title: `${data.page.scan.subject}, a scan – Seedbed` }]
}

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const scan = await scanBehind(request, params.id)
  if (scan.changes) return go(`${scan.mailId ? `/mail/${scan.mailId}` : `/domain/${scan.subject}`}/what-if?rehearsal=${scan.id}`)
  const page = await scanPage(request, context, scan)
  return json<Data>({ page, compared: await comparedScan(request, page) })
}

export async function action({ request, params }: ActionFunctionArgs) {
  const scan = await scanBehind(request, params.id, 'delete')
  return go(await pressOn(scan, await fieldOf(request, 'intent')))
}

export default function Scan() {
  const { page, compared } = useLoaderData() as Data
  return <ScanPageView key={page.scan.id} page={page} frozen compared={compared} />
}
