import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { go } from '../go.server.ts'
import { answerButton, onPage, refusal } from '../scan/buttons.server.ts'
import { NoScan, NotASubject } from '../scan/door.tsx'
import { ScanPageView } from '../scan/page.tsx'
import { presentScan, type ScanPage } from '../scan/page.server.ts'
import { readAddress } from '../scan/subject.server.ts'

type Data =
  | { page: ScanPage }
  | { refused: { domain: string; retryAt: string | null } }
  | { typed: string; problem: { say: string } }

export const meta: MetaFunction<typeof loader> = ({ data, params }) => {
  const score = data && 'page' in data ? (data.page.report?.score ?? null) : null
  return [{ title: `${score === null ? '' : `${score.toFixed(1)} `}${params.address} – Seedbed` }]
}

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const typed = params.address ?? ''
  const read = readAddress(typed)
  if (!('subject' in read)) return json<Data>({ typed, problem: read }, { status: 400 })
  if (read.subject !== typed) return go(`/ip/${read.subject}`)
  const asked = await presentScan(request, context, read.subject, 'address')
  if (!asked.given) return json<Data>({ refused: { domain: typed, ...refusal(asked) } }, { status: 429 })
  return onPage(request, context, asked)
}

/** "Check again". */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const read = readAddress(params.address ?? '')
  if (!('subject' in read)) throw new Response('There is no such address.', { status: 400 })
  return answerButton(request, context, read)
}

export default function Ip() {
  const data = useLoaderData() as Data
  const answered = useActionData<typeof action>()
  if ('page' in data) return <ScanPageView key={data.page.scan.id} page={data.page} answered={answered} />
  if ('refused' in data) return <NoScan {...data.refused} />
  return <NotASubject typed={data.typed} problem={data.problem} />
}
