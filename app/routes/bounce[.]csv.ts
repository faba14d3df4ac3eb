/** POST /bounce.csv: an export of bounces comes back with class, label and action added. Nothing of it is kept. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { columnIn } from '../bounce/ask.server.ts'
import { withMeanings } from '../bounce/export.server.ts'
import { formOf } from '../form.server.ts'
import { methodNotAllowed } from '../problem.server.ts'

export const loader = () => methodNotAllowed('POST')

export async function action({ request }: ActionFunctionArgs) {
  const form = await formOf(request)
  const csv = form.get('csv')
  const answer = typeof csv === 'string' ? await withMeanings(csv, columnIn(form)) : undefined
  if (answer === undefined) return new Response('There is no table with replies in this.', { status: 400 })
  // The mark of UTF-8: without it spreadsheets read another charset.
  return new Response(`\uFEFF${answer}`, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="bounces-with-meanings.csv"',
      'Cache-Control': 'no-store',
    },
  })
}
