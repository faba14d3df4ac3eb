/** A probe as the API gives it. */
import type { ProbeAnswer, ProbeLeave, Report } from '#checks/report.ts'
import { reportOfScan } from '#prisma/report.ts'
import { type ScanView, scanById } from '#prisma/scan.ts'
import type { ApiProbe } from '../api.ts'
import { watchScan } from '../live.server.ts'
import { readableScan } from '../scan/ask.server.ts'
import { mayTouch, whoAsks } from '../who.server.ts'
import { probeAbout } from './about.server.ts'

/** Of a scan of kind `host`. `isMine`: who asks belongs to its team. */
export async function apiProbe(scan: ScanView, isMine: boolean): Promise<ApiProbe> {
  const { id, subject: host, status, failure } = scan
  const { ports, mx, rcptTo, proofs } = probeAbout(scan, isMine)
  const facts = {
    ...{ id, host, status, failure, asked: { ports: [...ports], mx, rcptTo } },
    requestedAt: scan.requestedAt.toISOString(),
    finishedAt: scan.finishedAt?.toISOString() ?? null,
    keptUntil: scan.keptUntil.toISOString(),
    nextAttemptAt: scan.nextAttemptAt?.toISOString() ?? null,
    proofs: proofs.map(({ name, value }) => ({ name, type: 'TXT' as const, value })),
  }
  const report = status === 'reported' ? await reportOfScan({ scanId: id }) : null
  const answer = report && answerOf(report)
  return answer ? { ...answer, ...facts } : facts
}

/** What `seedbed probe --json` gives of the same host, with what was left out. */
function answerOf(report: Report): (ProbeAnswer & { leave: ProbeLeave }) | null {
  const { subject: host, analysedAt: at, milliseconds, headline, coverage, findings, questions, probe } = report
  return probe ? { host, at, milliseconds, headline, coverage, findings, questions, ...probe } : null
}

/** A probe that whoever asks may read, and whether it is their own. */
export async function readableProbe(
  request: Request,
  id: string | undefined,
): Promise<{ scan: ScanView; isMine: boolean } | null> {
  const scan = await readableScan(id, request)
  if (scan?.kind !== 'host') return null
  return { scan, isMine: mayTouch(await whoAsks(request), scan) }
}

/** The probe once it is over, or as it is when `signal` aborts. */
export async function overBy(scan: ScanView, signal: AbortSignal): Promise<ScanView> {
  const isOver = ({ status, nextAttemptAt }: ScanView) => status === 'reported' || (status === 'failed' && nextAttemptAt === null)
  const look = async () => {
    const now = await scanById(scan.id)
    return now && isOver(now) ? now : undefined
  }
  return (await watchScan(scan.id, { look, signal })) ?? (await scanById(scan.id)) ?? scan
}
