/** /sign-in/passkey: what the browser and the server tell each other when somebody signs in with a passkey. */
import type { ActionFunctionArgs } from '@remix-run/node'
import { signInByPasskey } from '../account/passkey.server.ts'
import { go } from '../go.server.ts'

export const loader = () => go('/sign-in')

export const action = ({ request, context }: ActionFunctionArgs) => signInByPasskey(request, context.client)
