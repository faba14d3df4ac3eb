/** /badge/{name}.svg: what the status page says, as a small picture for a site or a README. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { badgeOf } from '../status-page/badge.server.ts'
import { noStatus, shownStatus, statusHeaders } from '../status-page/status.server.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  const status = await shownStatus(params.name)
  if (!status) return noStatus()
  return new Response(badgeOf(status), { headers: statusHeaders('image/svg+xml; charset=utf-8', "default-src 'none'") })
}
