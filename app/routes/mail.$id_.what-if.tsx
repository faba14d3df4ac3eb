import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { mailBehind } from '../report/page.server.ts'
import type { WhatIfForm } from '../what-if/form.ts'
import { rehearseMail, whatIfOfMail } from '../what-if/mail.server.ts'
import type { WhatIfPage } from '../what-if/page.server.ts'
import { WhatIfView } from '../what-if/page.tsx'

export const meta: MetaFunction = () => [{ title: 'What if, a mail – Seedbed' }]

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  return json<WhatIfPage>(await whatIfOfMail(request, context, await mailBehind(request, params.id)))
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  return rehearseMail(request, context, await mailBehind(request, params.id, 'test'))
}

export default function WhatIf() {
  const page = useLoaderData() as WhatIfPage
  const sent = useActionData() as { form: WhatIfForm } | undefined
  return <WhatIfView page={page} sent={sent?.form} />
}
