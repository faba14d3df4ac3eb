import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { fieldOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import { ScanPageView } from '../scan/page.tsx'
import { pressOn, scanBehind, type ScanPage, scanPage } from '../scan/page.server.ts'

export const meta: MetaFunction<typeof loader> = ({ data }) => {
  if (!data) return [{ title: 'Nothing here – Seedbed' }]
  return [{ title: `${data.scan.domain}, a scan – Seedbed` }]
}

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const scan = await scanBehind(request, params.id)
  return json<ScanPage>(await scanPage(request, context, scan))
}

export async function action({ request, params }: ActionFunctionArgs) {
  const scan = await scanBehind(request, params.id)
  return go(await pressOn(scan, await fieldOf(request, 'intent')))
}

export default function Scan() {
  return <ScanPageView page={useLoaderData() as ScanPage} frozen />
}
