/** A scan as the API gives it. */
import type { Report } from '#checks/report.ts'
import type { ScanView } from '#prisma/scan.ts'
import type { ApiScan } from '../api.ts'

/** The scan and, once it is there, its report. */
export function apiScan(scan: ScanView, report: Report | null): ApiScan {
  const { id, kind, subject, status, score, failure } = scan
  const facts = {
    ...{ id, kind, subject, status, score, failure },
    ...(kind === 'domain' && { domain: subject }),
    requestedAt: scan.requestedAt.toISOString(),
    finishedAt: scan.finishedAt?.toISOString() ?? null,
    keptUntil: scan.keptUntil.toISOString(),
    nextAttemptAt: scan.nextAttemptAt?.toISOString() ?? null,
  }
  return report ? { ...report, ...facts, status: 'reported', score: report.score } : facts
}
