/** /sandbox: what an application sent, of whoever asks, and of this machine. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { pressSandbox, sandboxPage } from '../sandbox/page.server.ts'
import type { SandboxAnswer, SandboxPage } from '../sandbox/page.ts'
import { SandboxView } from '../sandbox/page.tsx'

export const meta: MetaFunction = () => [{ title: 'Sandbox – Seedbed' }]

export async function loader({ request, context }: LoaderFunctionArgs) {
  return json<SandboxPage>(await sandboxPage(request, context.client), { headers: { 'Cache-Control': 'private, no-store' } })
}

export const action = ({ request, context }: ActionFunctionArgs) => pressSandbox(request, context.client)

export default function Sandbox() {
  return <SandboxView page={useLoaderData() as SandboxPage} answer={useActionData() as SandboxAnswer | undefined} />
}
