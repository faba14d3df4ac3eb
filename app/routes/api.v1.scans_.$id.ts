/** GET and DELETE /api/v1/scans/{id}: one look at a domain, with its report. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import { reportOfScan } from '#prisma/report.ts'
import { deleteScan } from '#prisma/scan.ts'
import { scanSchema } from '../api.ts'
import { answerApi, give } from '../api.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'
import { apiScan } from '../scan/api.server.ts'
import { readableScan } from '../scan/ask.server.ts'

export async function loader(asked: LoaderFunctionArgs) {
  return answerApi(asked, async () => {
    const scan = await readableScan(asked.params.id, asked.request)
    if (!scan) return notFound()
    const base = scan.basedOn === null ? null : await readableScan(scan.basedOn, asked.request)
    const [report, before] = await Promise.all([scan, base].map((one) => one && reportOfScan({ scanId: one.id })))
    return give(scanSchema, apiScan(scan, report ?? null, before ?? null))
  })
}

export async function action(asked: ActionFunctionArgs) {
  if (asked.request.method !== 'DELETE') return methodNotAllowed('GET, HEAD, DELETE')
  return answerApi(asked, async () => {
    const scan = await readableScan(asked.params.id, asked.request, 'delete')
    if (!scan) return notFound()
    await deleteScan(scan)
    return new Response(null, { status: 204 })
  })
}
