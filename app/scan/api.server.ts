/** A scan as the API gives it. */
import type { Report } from '#checks/report.ts'
import type { ScanView } from '#prisma/scan.ts'
import type { ApiScan } from '../api.ts'
import { compare } from '#checks/compare.ts'
import { env } from '#env'
import { problem } from '../problem.server.ts'
import type { Asked } from './ask.server.ts'

/** The scan and, once it is there, its report. `base`: the report that a rehearsal is compared with. */
export function apiScan(scan: ScanView, report: Report | null, base: Report | null = null): ApiScan {
  const { id, kind, subject, status, score, failure } = scan
  const facts = {
    ...{ id, kind, subject, status, score, failure },
    ...(kind === 'domain' && { domain: subject }),
    requestedAt: scan.requestedAt.toISOString(),
    finishedAt: scan.finishedAt?.toISOString() ?? null,
    keptUntil: scan.keptUntil.toISOString(),
    nextAttemptAt: scan.nextAttemptAt?.toISOString() ?? null,
    ...(scan.changes && { changes: scan.changes, basedOn: scan.basedOn }),
    ...(base && report && { difference: differenceOf(base, report) }),
  }
  return report ? { ...report, ...facts, status: 'reported', score: report.score } : facts
}

function differenceOf(before: Report, after: Report): NonNullable<ApiScan['difference']> {
  const findings = compare(before, after).findings.map(({ id, before: was, after: is }) => ({
    id,
    before: { verdict: was.verdict, code: was.code },
    after: { verdict: is.verdict, code: is.code },
  }))
  return { score: { before: before.score, after: after.score }, findings }
}

/** Why no scan was asked for. */
export function refusedScan(refused: Exclude<Asked, { given: true }>): Response {
  if (refused.reason === 'members-only') {
    const detail = 'This Seedbed looks at domains for its members only (setting ACCESS).'
    return problem({ status: 403, code: 'members-only', detail })
  }
  const { retryAt } = refused
  const seconds = Math.max(1, Math.ceil((retryAt.getTime() - Date.now()) / 1000))
  const detail = `Your network has asked for ${env.SCANS_PER_HOUR} scans this hour. The next can be asked for at ${retryAt.toISOString()}.`
  return problem({ status: 429, code: 'too-many-scans', detail }, { 'Retry-After': String(seconds) })
}
