/** /team/{slug}/settings/audit: who did what. */
import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { type AuditPage, auditPage } from '../members/audit.server.ts'
import { AuditView } from '../members/audit.tsx'

export const meta: MetaFunction = () => [{ title: 'Who did what – Seedbed' }]

export const loader = async ({ request, params }: LoaderFunctionArgs) => json<AuditPage>(await auditPage(request, params.team))

export default function Audit() {
  return <AuditView page={useLoaderData() as AuditPage} />
}
