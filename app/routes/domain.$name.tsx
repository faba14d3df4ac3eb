import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { fieldOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import { NoScan, NotASubject } from '../scan/door.tsx'
import { answerButton, onPage, refusal } from '../scan/buttons.server.ts'
import { ScanPageView } from '../scan/page.tsx'
import { newScan, presentScan, type ScanPage } from '../scan/page.server.ts'
import { readSelectors } from '../scan/selectors.server.ts'
import { type NoSubject, readAddress } from '../scan/subject.server.ts'
import { readTyped } from '../scan/typed.server.ts'

type Data =
  | { page: ScanPage }
  | { refused: { domain: string; retryAt: string | null } }
  | { typed: string; problem: Omit<NoSubject, 'code'> }

export const meta: MetaFunction<typeof loader> = ({ data, params }) => {
  const score = data && 'page' in data ? (data.page.report?.score ?? null) : null
  return [{ title: `${score === null ? '' : `${score.toFixed(1)} `}${params.name} – Seedbed` }]
}

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const name = params.name ?? ''
  const typed = readTyped(name)
  if (!('domain' in typed)) {
    const address = typed.address === undefined ? typed : readAddress(typed.address)
    if ('subject' in address) return go(`/ip/${address.subject}`)
    return json<Data>({ typed: name, problem: address }, { status: 400 })
  }
  const { domain } = typed
  if (domain !== name) return go(`/domain/${domain}`)
  const asked = await presentScan(request, context, domain)
  if (!asked.given) return json<Data>({ refused: { domain, ...refusal(asked) } }, { status: 429 })
  return onPage(request, context, asked)
}

/** "Check again", and the DKIM selectors named by hand. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const typed = readTyped(params.name ?? '')
  if (!('domain' in typed)) throw new Response('There is no such domain.', { status: 400 })
  const subject = { kind: 'domain' as const, subject: typed.domain }
  if ((await fieldOf(request, 'intent')) !== 'selectors') return answerButton(request, context, subject)
  const written = await fieldOf(request, 'selectors')
  const read = readSelectors(written)
  if ('say' in read) return json({ selectors: { written, say: read.say } }, { status: 400 })
  const asked = await newScan(request, context, subject, read.selectors)
  if (!asked.given) return json({ retryAt: refusal(asked).retryAt }, { status: 429 })
  return go(`/domain/${typed.domain}`, asked.setCookie ? { headers: { 'Set-Cookie': asked.setCookie } } : {})
}

export default function Domain() {
  const data = useLoaderData() as Data
  const answered = useActionData<typeof action>()
  if ('page' in data) return <ScanPageView key={data.page.scan.id} page={data.page} answered={answered} />
  if ('refused' in data) return <NoScan {...data.refused} />
  return <NotASubject typed={data.typed} problem={data.problem} />
}
