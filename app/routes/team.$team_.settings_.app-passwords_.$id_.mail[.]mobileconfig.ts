/** The account of an app password for iPhone, iPad and Mac. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { profileOfAppPassword } from '../credentials/app-passwords.server.ts'
import { profileHeaders } from '../credentials/doors.server.ts'

export async function loader({ request, params }: LoaderFunctionArgs) {
  return new Response(await profileOfAppPassword(request, params.team, params.id ?? ''), { headers: profileHeaders })
}
