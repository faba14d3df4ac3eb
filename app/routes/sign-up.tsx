/** /sign-up: an account. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { alreadyIn, signUp, signUpWay } from '../account/enter.server.ts'
import { nextOf } from '../account/form.server.ts'
import type { Again } from '../account/form.tsx'
import { type Sent, SignUpView } from '../account/sign-up.tsx'

export const meta: MetaFunction = () => [{ title: 'Sign up – Seedbed' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const next = nextOf(request)
  return (await alreadyIn(request)) ?? json({ next, way: await signUpWay(next) })
}

export async function action({ request, context }: ActionFunctionArgs) {
  return (await alreadyIn(request)) ?? signUp(request, context.client)
}

export default function SignUp() {
  const page = useLoaderData<typeof loader>() as { next: string; way: 'first' | 'invited' | 'sent' | 'no' }
  return <SignUpView {...page} answer={useActionData() as Again | Sent | undefined} />
}
