import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { go } from '../go.server.ts'
import { MailPageView } from '../report/page.tsx'
import { type MailPage, mailBehind, mailPage, press } from '../report/page.server.ts'
import { forTab } from '../ui/tab.ts'
import { AcceptFor } from '../watch/accept.tsx'
import { WhatIfPath } from '../what-if/link.tsx'

export const meta: MetaFunction<typeof loader> = ({ data }) => {
  if (!data) return [{ title: 'Nothing here – Seedbed' }]
  const { score, subjectHeader } = data.mail
  return [{ title: `${score === null ? '' : `${score.toFixed(1)} `}${forTab(subjectHeader ?? '') || 'A mail'} – Seedbed` }]
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  const mail = await mailBehind(request, params.id)
  return json<MailPage>(await mailPage(request, mail))
}

export async function action({ request, params }: ActionFunctionArgs) {
  const mail = await mailBehind(request, params.id, 'test')
  return go(await press(request, mail))
}

export default function Mail() {
  const page = useLoaderData() as MailPage
  return (
    <WhatIfPath.Provider value={page.mail.kept === 'everything' ? `/mail/${page.mail.id}/what-if` : null}>
      <AcceptFor.Provider value={page.accept}>
        <MailPageView page={page} />
      </AcceptFor.Provider>
    </WhatIfPath.Provider>
  )
}
