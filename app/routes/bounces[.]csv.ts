/** GET /bounces.csv: the bounces of a team or a browser as a file; `chart=…`: the numbers of one chart. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { bouncesFile } from '../bounces/csv.server.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const file = await bouncesFile(request)
  if (!file) return new Response('There are no bounces here yet.', { status: 404 })
  // The mark of UTF-8: without it spreadsheets read another charset.
  return new Response(`\uFEFF${file.text}`, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${file.name}"`,
      'Cache-Control': 'no-store',
    },
  })
}
