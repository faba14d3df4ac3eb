/** /team/{slug}/sandbox: what the team's applications sent. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { pressSandbox, sandboxPage } from '../sandbox/page.server.ts'
import type { SandboxAnswer, SandboxPage } from '../sandbox/page.ts'
import { SandboxView } from '../sandbox/page.tsx'

export const meta: MetaFunction = () => [{ title: 'Sandbox – Seedbed' }]

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  return json<SandboxPage>(await sandboxPage(request, context.client, params.team ?? ''))
}

export const action = ({ request, params, context }: ActionFunctionArgs) =>
  pressSandbox(request, context.client, params.team ?? '')

export default function TeamSandbox() {
  return <SandboxView page={useLoaderData() as SandboxPage} answer={useActionData() as SandboxAnswer | undefined} />
}
