/** /sign-in/second: the second step, after the password. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { nextOf } from '../account/form.server.ts'
import type { Again } from '../account/form.tsx'
import { passkeysWork } from '../account/passkey.server.ts'
import { halfWay, secondStep } from '../account/second.server.ts'
import { SecondView } from '../account/sign-in.tsx'

export const meta: MetaFunction = () => [{ title: 'One more step – Seedbed' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const { account } = await halfWay(request)
  return json({ next: nextOf(request), passkeys: account.passkeys > 0 && passkeysWork(request) })
}

export async function action({ request, context }: ActionFunctionArgs) {
  return secondStep(request, context.client)
}

export default function Second() {
  return <SecondView {...useLoaderData<typeof loader>()} again={useActionData() as Again | undefined} />
}
