/** /shared/{token}: a report for whoever was sent its link. */
import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { sharedBehind, type SharedReport } from '../share/shared.server.ts'
import { SharedView } from '../share/shared.tsx'

/** Previews of the link show no more than this. */
export const meta: MetaFunction = () => [{ title: 'A Seedbed report' }, { name: 'robots', content: 'noindex, nofollow' }]

/** The page stands alone: no ways to elsewhere around it. */
export const handle = { alone: true }

export async function loader({ params }: LoaderFunctionArgs) {
  return json<SharedReport>(await sharedBehind(params.token))
}

export default function SharedPage() {
  return <SharedView shared={useLoaderData() as SharedReport} />
}
