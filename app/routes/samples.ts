/** Sends a sample mail to this browser's address and shows it arriving. */
import type { ActionFunctionArgs } from '@remix-run/node'
import { holdAddress } from '../address.server.ts'
import { fieldOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import { sendSampleTo } from '../samples.server.ts'

export const loader = () => go('/')

export async function action({ request, context }: ActionFunctionArgs) {
  const kind = await fieldOf(request, 'kind')
  const taken = await holdAddress(request, context.client)
  if (!taken.given) return go('/')
  await sendSampleTo(taken.held.address.id, kind)
  return go(`/a/${taken.held.token}`, taken.setCookie ? { headers: { 'Set-Cookie': taken.setCookie } } : {})
}
