/** /bounces: what came back, as charts and as a list. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { FirstStep } from '../address.server.ts'
import { type BouncesPage, bouncesPage, takeBack } from '../bounces/page.server.ts'
import { BouncesView, NoBounces } from '../bounces/page.tsx'
import { fieldOf } from '../form.server.ts'
import { go } from '../go.server.ts'

export const meta: MetaFunction = () => [{ title: 'Bounces – Seedbed' }]

export async function loader({ request }: LoaderFunctionArgs) {
  return json<BouncesPage | FirstStep>(await bouncesPage(request))
}

/** Takes back what was kept just now. */
export async function action({ request }: ActionFunctionArgs) {
  await takeBack(request, await fieldOf(request, 'kept'))
  return go('/bounces')
}

export default function Bounces() {
  const page = useLoaderData() as BouncesPage | FirstStep
  return 'lines' in page ? <BouncesView page={page} /> : <NoBounces step={page} />
}
