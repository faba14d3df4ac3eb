/** /sends/{id}: what became of a test send. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { fieldOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import { SendView } from '../sends/one.tsx'
import { removeSend, type SendPage, sendPage } from '../sends/page.server.ts'
import { statusWords } from '../sends/words.ts'
import { whoAsks } from '../who.server.ts'

const notThere = () => new Response('There is no such test send, or it is not yours to read.', { status: 404 })

export const meta: MetaFunction<typeof loader> = ({ data }) => {
  const send = data as SendPage | undefined
  return [{ title: `${send ? `${statusWords[send.status].short}: ${send.subjectHeader}` : 'Nothing here'} – Seedbed` }]
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  const send = await sendPage(await whoAsks(request), params.id ?? '')
  if (!send) throw notThere()
  return json<SendPage>(send, { headers: { 'Cache-Control': 'private, no-store' } })
}

export async function action({ request, params }: ActionFunctionArgs) {
  if ((await fieldOf(request, 'intent')) !== 'delete') throw new Response('There is no such button.', { status: 400 })
  if (!(await removeSend(request, params.id ?? ''))) throw notThere()
  return go('/sends')
}

export default function Send() {
  return <SendView send={useLoaderData() as SendPage} />
}
