/** GET and DELETE /api/v1/scans/{id}: one look at a domain, with its report. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import { reportOfMail, reportOfScan } from '#prisma/report.ts'
import type { Report } from '#checks/report.ts'
import { deleteScan, type ScanView } from '#prisma/scan.ts'
import { scanSchema } from '../api.ts'
import { answerApi, give } from '../api.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'
import { apiScan } from '../scan/api.server.ts'
import { readableScan } from '../scan/ask.server.ts'

export async function loader(asked: LoaderFunctionArgs) {
  return answerApi(asked, async () => {
    const scan = await readableScan(asked.params.id, asked.request)
    if (!scan) return notFound()
    const [report, before] = await Promise.all([reportOfScan({ scanId: scan.id }), reportBefore(scan, asked.request)])
    return give(scanSchema, apiScan(scan, report, before))
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

/** What a rehearsal is compared with: the report of its mail, or of the scan it is based on. */
async function reportBefore({ mailId, changes, basedOn }: ScanView, request: Request): Promise<Report | null> {
  if (mailId !== null && changes) return reportOfMail({ mailId })
  const base = basedOn === null ? null : await readableScan(basedOn, request)
  return base && reportOfScan({ scanId: base.id })
}
