/** /sends/{id}: what became of a test send. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { deleteTestSend } from '#prisma/test-send.ts'
import { fieldOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import { sendingTeam } from '../sends/ask.server.ts'
import { SendView } from '../sends/one.tsx'
import { type SendPage, sendPage } from '../sends/page.server.ts'
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
  const teamId = sendingTeam(await whoAsks(request), 'send')
  const isGone = teamId !== null && (await deleteTestSend({ id: params.id ?? '', teamId }))
  if (!isGone) throw notThere()
  return go('/sends')
}

export default function Send() {
  return <SendView send={useLoaderData() as SendPage} />
}
