/** /mail/{id}/share: links to the report of a mail. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { formOf } from '../form.server.ts'
import { mailBehind } from '../report/page.server.ts'
import { type LinksPage, linksOf, type Made, pressLinks } from '../share/links.server.ts'
import { LinksPageView } from '../share/links.tsx'

export const meta: MetaFunction = () => [{ title: 'Share a report – Seedbed' }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { id, teamId, subjectHeader } = await mailBehind(request, params.id, 'share')
  const title = subjectHeader || 'A mail without a subject'
  return json<LinksPage>({ back: `/mail/${id}`, title, ofMail: true, links: await linksOf({ mailId: id, teamId }) })
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { id, teamId } = await mailBehind(request, params.id, 'share')
  return json<Made>(await pressLinks(await formOf(request), { mailId: id, teamId }))
}

export default function ShareMail() {
  return <LinksPageView page={useLoaderData() as LinksPage} made={useActionData() as Made | undefined} />
}
