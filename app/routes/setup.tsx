/** /setup: what mail from the internet needs, ticked off live; for whoever owns this Seedbed. */
import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { type SetupPage, setupPage } from '../setup/page.server.ts'
import { SetupView } from '../setup/page.tsx'

export const meta: MetaFunction = () => [{ title: 'Set up – Seedbed' }]

export async function loader(asked: LoaderFunctionArgs) {
  const { page, setCookie } = await setupPage(asked)
  const headers = { 'Cache-Control': 'private, no-store', ...(setCookie && { 'Set-Cookie': setCookie }) }
  return json<SetupPage>(page, { headers })
}

export default function Setup() {
  return <SetupView page={useLoaderData() as SetupPage} />
}
