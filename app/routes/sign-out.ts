/** /sign-out: ends this browser's session. */
import type { ActionFunctionArgs } from '@remix-run/node'
import { endSession } from '../account/session.server.ts'
import { go } from '../go.server.ts'

export const loader = () => go('/')

export const action = ({ request }: ActionFunctionArgs) => endSession(request)
