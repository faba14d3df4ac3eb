import { judgeMail } from '#checks/judge.ts'
import { judgeAddress } from '#checks/judge-address.ts'
import { judgeDomain } from '#checks/judge-domain.ts'
import type { Progress } from '#checks/judging.ts'
import type { Net } from '#checks/net.ts'
import type { Report } from '#checks/report.ts'
import { openNet } from '#net/open.ts'
import { rehearse } from '#net/overlay.ts'
import { mailById, mailRaw } from '#prisma/mail.ts'
import { rememberedOf } from '#prisma/remembered.ts'
import { saveScanReport } from '#prisma/report.ts'
import { failScan, type ScanView, scanById, seenSending, startScan } from '#prisma/scan.ts'
import { log } from '../log.ts'
import { afterScan } from '../monitoring/after-scan.ts'
import { publishScanNews } from '../news.ts'
import type { JobData } from '../queue.ts'
import { tellFound } from '../tell-found.ts'
import { subjectOf } from './analyze-mail.ts'

/**
 * Looks at what a scan is about, judges it, saves the report. May run twice for one scan (a queue delivers at least once): the first writer
 * wins. When it stops half-way the scan says why and when it is tried again; the sweep then asks for it.
 */
export async function runScan({ scanId }: JobData['scan']): Promise<void> {
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
  const { id: scanId } = scan
  const told = tellFound(scanId)
  const report = await judgeSubject(scan, worldOf(scan), told.progress).finally(told.stop)
  if (report && (await saveScanReport({ scan, report }))) {
    publishScanNews(scanId, [{ kind: 'scanned', at: now(), scanId, score: report.score }])
    await follow(scan, report)
  }
}

/** The report is there whatever becomes of this: the next look of a monitor finds what this one could not note. */
export async function follow(scan: ScanView, report: Report): Promise<void> {
  await afterScan(scan, report).catch((error) => log.error({ err: error }, 'what follows a scan could not be noted'))
}

/** The live world; of a rehearsal as it would be with its changes published. */
function worldOf({ changes }: ScanView): Net {
  const live = openNet()
  return changes ? rehearse(live, changes as Parameters<typeof rehearse>[1]) : live
}

/** Undefined when the mail to be judged again was deleted meanwhile, or not all of it is kept. */
async function judgeSubject(scan: ScanView, net: Net, progress: Progress): Promise<Report | undefined> {
  switch (scan.kind) {
    case 'address':
      return judgeAddress(scan.subject, net, { progress })
    case 'mail':
      return judgeMailAgain(scan, net)
    case 'domain':
      return judgeDomain(await domainOf(scan), net, { rehearse, progress })
    case 'host':
      throw new Error('the ports of a host have a queue of their own')
  }
}

async function judgeMailAgain({ mailId }: ScanView, net: Net): Promise<Report | undefined> {
  const mail = mailId === null ? null : await mailById(mailId)
  const raw = mail?.kept === 'everything' && (await mailRaw({ mailId: mail.id }))
  return mail && raw ? judgeMail(await subjectOf(mail, raw), net) : undefined
}

async function domainOf(scan: ScanView) {
  const { subject: domain, teamId } = scan
  const [{ sends, selectors }, earlier] = await Promise.all([seenSending({ teamId, domain }), rememberedOf({ teamId, domain })])
  const learned = selectors.map((one) => ({ ...one, source: 'mail' as const }))
  const named = scan.selectors.map((selector) => ({ domain, selector, source: 'user' as const }))
  return { kind: 'domain' as const, domain, spfDomain: domain, sends, selectors: [...named, ...learned], earlier }
}

const now = (): string => new Date().toISOString()

/** Seconds to the next attempt. Somebody waits for it: what has not come by then is asked for anew, by hand. */
const pauses = [5, 15, 60]

/** Notes why a scan stopped, and when it is tried again. */
export async function putOff({ id, attempts }: ScanView, error: unknown): Promise<void> {
  const pause = pauses[attempts - 1]
  const nextAttemptAt = pause === undefined ? null : new Date(Date.now() + pause * 1000)
  log.error({ err: error, attempt: attempts }, 'a scan stopped')
  const failure = error instanceof Error ? error.message.slice(0, 500) : 'unknown'
  await failScan({ scanId: id, failure, nextAttemptAt })
  publishScanNews(id, [{ kind: 'scan-failed', at: now(), scanId: id, nextAttemptAt: nextAttemptAt?.toISOString() ?? null }])
}
