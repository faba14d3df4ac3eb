/** The browser tells its time zone; pages are then written in it. */
import type { ActionFunctionArgs } from '@remix-run/node'
import { fieldOf } from '../form.server.ts'
import { knownZone } from '../ui/clock.ts'
import { remember, whoAsks } from '../who.server.ts'

export async function action({ request }: ActionFunctionArgs) {
  const zone = knownZone((await fieldOf(request, 'zone')).slice(0, 64))
  const { browser } = await whoAsks(request)
  return new Response(null, { status: 204, headers: { 'Set-Cookie': remember({ ...browser, zone }) } })
}
