/** GET /history.csv: the numbers of one chart of a browser's tests, or a team's, as a file. `chart=rates`, and the range as on the page. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { chartFile, chartNames } from '../charts/csv.server.ts'
import { historyPage } from '../charts/history.server.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const page = await historyPage(request)
  const asked = new URL(request.url).searchParams.get('chart')
  const file =
    'range' in page &&
    chartFile(
      chartNames.find((name) => name === asked),
      page,
    )
  return file || new Response('There is no such chart here.', { status: 404 })
}
