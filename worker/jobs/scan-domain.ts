import { judgeDomain } from '#checks/judge-domain.ts'
import { openNet } from '#net/open.ts'
import { rehearse } from '#net/overlay.ts'
import { saveScanReport } from '#prisma/report.ts'
import { failScan, type ScanView, scanById, seenSending, startScan } from '#prisma/scan.ts'
import { log } from '../log.ts'
import { publishScanNews } from '../news.ts'
import type { JobData } from '../queue.ts'

/**
 * Looks at the domain of a scan, judges it, saves the report. May run twice for one scan (a queue delivers at least once): the first writer
 * wins. When it stops half-way the scan says why and when it is tried again; the sweep then asks for it.
 */
export async function scanDomain({ scanId }: JobData['scan-domain']): Promise<void> {
  if (!(await startScan({ scanId }))) return
  const scan = await scanById(scanId)
  if (!scan) return
  publishScanNews(scanId, [{ kind: 'scanning', at: now(), scanId }])
  try {
    await judgeAndSave(scan)
  } catch (error) {
    await putOff(scan, error)
  }
}

async function judgeAndSave(scan: ScanView): Promise<void> {
  const { id, domain } = scan
  const { sends, selectors } = await seenSending(scan)
  const learned = selectors.map((one) => ({ ...one, source: 'mail' as const }))
  const subject = { kind: 'domain' as const, domain, spfDomain: domain, sends, selectors: learned }
  const report = await judgeDomain(subject, openNet(), { rehearse })
  if (await saveScanReport({ scan, report })) {
    publishScanNews(id, [{ kind: 'scanned', at: now(), scanId: id, score: report.score }])
  }
}

const now = (): string => new Date().toISOString()

/** Seconds to the next attempt. Somebody waits for it: what has not come by then is asked for anew, by hand. */
const pauses = [5, 15, 60]

async function putOff({ id, attempts }: ScanView, error: unknown): Promise<void> {
  const pause = pauses[attempts - 1]
  const nextAttemptAt = pause === undefined ? null : new Date(Date.now() + pause * 1000)
  log.error({ err: error, attempt: attempts }, 'a scan stopped')
  const failure = error instanceof Error ? error.message.slice(0, 500) : 'unknown'
  await failScan({ scanId: id, failure, nextAttemptAt })
  publishScanNews(id, [{ kind: 'scan-failed', at: now(), scanId: id, nextAttemptAt: nextAttemptAt?.toISOString() ?? null }])
}
