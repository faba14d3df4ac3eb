import { say } from '#checks/check.ts'
import { hostReport, refusedReport } from '#checks/host-report.ts'
import { publicAddress } from '#checks/facts/public-address.ts'
import { judgeHost } from '#checks/judge-host.ts'
import type { Net } from '#checks/net.ts'
import type { Report } from '#checks/report.ts'
import { openNet } from '#net/open.ts'
import { keepProbeBounce } from '#prisma/bounce.ts'
import { saveScanReport } from '#prisma/report.ts'
import { postponeScan, type ScanView, scanById, startScan } from '#prisma/scan.ts'
import { log } from '../log.ts'
import { publishScanNews } from '../news.ts'
import { type Allowed, leaveFor, type Refused } from '../probe-leave.ts'
import { bearable, type JobData } from '../queue.ts'
import { tellFound } from '../tell-found.ts'
import { takeTurn } from '../turn.ts'
import { follow, putOff } from './scan.ts'

/** How long a probe waits for its turn: then others have asked for that host too often. */
const patienceMs = 600_000

/**
 * Looks at the ports of a host, as far as whoever asks may, and saves the report. While another looks at one of its addresses it stays asked
 * for, and the sweep brings it again. May run twice, as `runScan`.
 */
export async function runProbe({ scanId }: JobData['probe'], limits = bearable): Promise<void> {
  if (!(await startScan({ scanId }))) return
  const scan = await scanById(scanId)
  if (!scan) return
  const net = openNet({ limits: { totalMs: limits.totalMs } })
  try {
    const allowed = await leaveFor(scan, net)
    await ('refused' in allowed ? save(scan, refusedReport(scan.subject, allowed, net)) : inTurn(scan, allowed, net, limits))
  } catch (error) {
    await putOff(scan, error)
  }
}

async function inTurn(scan: ScanView, allowed: Allowed, net: Net, limits: typeof bearable): Promise<void> {
  // Inside a network of one's own there are no strangers to be spared.
  const spacingMs = allowed.addresses.some(publicAddress) ? limits.spacingMs : 0
  const turn = await takeTurn(allowed.addresses, { ...limits, spacingMs })
  if (turn.given) {
    await look(scan, allowed, net).finally(turn.end)
    return
  }
  const waited = Date.now() - scan.requestedAt.getTime()
  if (turn.reason === 'busy' && waited < patienceMs) return postponeScan({ scanId: scan.id })
  const retryAt = turn.reason === 'too-often' ? turn.retryAt : new Date(Date.now() + patienceMs)
  const time = { time: retryAt.toISOString() }
  const refused: Refused['refused'] = {
    code: 'too-often',
    say: say`${scan.subject} was looked at too often just now, by whomever. The next look is possible from ${time}.`,
  }
  await save(scan, refusedReport(scan.subject, { ...allowed.leave, refused }, net))
}

async function look(scan: ScanView, { subject, leave }: Allowed, net: Net): Promise<void> {
  const { id: scanId } = scan
  publishScanNews(scanId, [{ kind: 'scanning', at: now(), scanId }])
  const told = tellFound(scanId)
  const answer = await judgeHost(subject, net, told.progress).finally(told.stop)
  await save(scan, hostReport(answer, leave))
}

async function save(scan: ScanView, report: Report): Promise<void> {
  if (!(await saveScanReport({ scan, report }))) return
  publishScanNews(scan.id, [{ kind: 'scanned', at: now(), scanId: scan.id, score: null }])
  await keepRefusal(scan, report)
  await follow(scan, report)
}

/** A recipient that was refused is a bounce of the team. */
async function keepRefusal(scan: ScanView, { analysedAt, probe }: Report): Promise<void> {
  if (!probe?.recipient || (probe.recipient.replyCode ?? 0) < 400) return
  const { address: recipient, status, replyCode, diagnostic, label, provider, rule } = probe.recipient
  const judged = { class: probe.recipient.class, label, provider, rule }
  const bounce = { recipient, status, replyCode, diagnostic, ...judged, line: 0, at: new Date(analysedAt) }
  await keepProbeBounce({ scan, bounce }).catch((error) =>
    log.error({ err: error }, 'the refusal of a recipient could not be kept'),
  )
}

const now = (): string => new Date().toISOString()
