/** /sign-in: with a password, or with a passkey. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { alreadyIn, signIn } from '../account/enter.server.ts'
import { nextOf } from '../account/form.server.ts'
import type { Again } from '../account/form.tsx'
import { passkeysWork } from '../account/passkey.server.ts'
import { SignInView } from '../account/sign-in.tsx'

export const meta: MetaFunction = () => [{ title: 'Sign in – Seedbed' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const done = new URL(request.url).searchParams.get('done') ?? ''
  return (await alreadyIn(request)) ?? json({ next: nextOf(request), done, passkeys: passkeysWork(request) })
}

export async function action({ request, context }: ActionFunctionArgs) {
  return signIn(request, context.client)
}

export default function SignIn() {
  const page = useLoaderData<typeof loader>() as { next: string; done: string; passkeys: boolean }
  return <SignInView {...page} again={useActionData() as Again | undefined} />
}
