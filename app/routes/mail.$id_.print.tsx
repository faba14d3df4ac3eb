/** /mail/{id}/print: the report of a mail, for paper. */
import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { PrintView } from '../print/page.tsx'
import { printMail, type PrintPage } from '../print/print.server.ts'
import { mailBehind } from '../report/page.server.ts'

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.title ?? 'Nothing here'} – Seedbed` }]

export const handle = { alone: true }

export async function loader({ request, params }: LoaderFunctionArgs) {
  return json<PrintPage>(await printMail(request, await mailBehind(request, params.id)))
}

export default function Print() {
  return <PrintView page={useLoaderData() as PrintPage} />
}
