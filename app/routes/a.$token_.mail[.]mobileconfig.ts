/** The account of an address for iPhone, iPad and Mac. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { appleProfile, mustHaveReaders, profileHeaders } from '../credentials/doors.server.ts'
import { addressBehind } from '../live/page.server.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  const address = await addressBehind(params.token)
  if (address.kind !== 'seed') throw new Response('Nothing is sent to this address.', { status: 404 })
  mustHaveReaders()
  return new Response(appleProfile(address), { headers: profileHeaders })
}
