/** /upload: a mail that is a file, or pasted; and header lines alone. */
import { type ActionFunctionArgs, json, type MetaFunction } from '@remix-run/node'
import { useActionData } from '@remix-run/react'
import { go } from '../go.server.ts'
import { answerUpload } from '../upload/form.server.ts'
import { emptyPage, type UploadPage, UploadPageView } from '../upload/page.tsx'

export const meta: MetaFunction = () => [{ title: 'Check a file – Seedbed' }]

export const loader = () => json(null)

export async function action({ request, context }: ActionFunctionArgs) {
  const answer = await answerUpload(request, context.client)
  if ('page' in answer) return json<UploadPage>(answer.page, { status: answer.status })
  return go(`/mail/${answer.mailId}`, answer.setCookie ? { headers: { 'Set-Cookie': answer.setCookie } } : {})
}

export default function Upload() {
  const sent = useActionData() as UploadPage | undefined
  return <UploadPageView page={sent ?? emptyPage} />
}
