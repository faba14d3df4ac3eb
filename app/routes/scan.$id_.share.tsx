/** /scan/{id}/share: links to the report of a scan. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { formOf } from '../form.server.ts'
import { scanBehind } from '../scan/page.server.ts'
import { type LinksPage, linksOf, type Made, pressLinks } from '../share/links.server.ts'
import { LinksPageView } from '../share/links.tsx'

export const meta: MetaFunction = () => [{ title: 'Share a report – Seedbed' }]

/** A scan that can be shared: of what is, not of what might be published. @throws {Response} 404 */
async function behind(request: Request, id: string | undefined) {
  const scan = await scanBehind(request, id, 'share')
  if (!scan.changes && scan.kind !== 'mail' && scan.kind !== 'host') return scan
  throw new Response('A rehearsal cannot be shared.', { status: 404 })
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { id, teamId, subject } = await behind(request, params.id)
  return json<LinksPage>({ back: `/scan/${id}`, title: subject, ofMail: false, links: await linksOf({ scanId: id, teamId }) })
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { id, teamId } = await behind(request, params.id)
  return json<Made>(await pressLinks(await formOf(request), { scanId: id, teamId }))
}

export default function ShareScan() {
  return <LinksPageView page={useLoaderData() as LinksPage} made={useActionData() as Made | undefined} />
}
