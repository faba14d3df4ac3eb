/** /settings/account/passkeys: passkeys are made and removed. */
import type { ActionFunctionArgs } from '@remix-run/node'
import { pressPasskeys } from '../account/passkey.server.ts'
import { go } from '../go.server.ts'

export const loader = () => go('/settings/account')

export const action = ({ request, context }: ActionFunctionArgs) => pressPasskeys(request, context.client)
