/** The clock of the monitors: asks for the scans that are due, and says so when it could not for long. */
import { say } from '#checks/check.ts'
import { noteLookOf, knownOf } from '#prisma/alert.ts'
import { alone } from '#prisma/alone.ts'
import { type MonitorView, noteMonitorScan, overdueMonitors, takeDue } from '#prisma/monitor.ts'
import { watchSenders } from '#prisma/sender-monitor.ts'
import { createScan } from '#prisma/scan.ts'
import { requestProbe, requestScan } from '../queue.ts'

const atOnce = 100

/** Asks for what is due; one process at a time. Returns how many scans that were. */
export async function tick(now = new Date()): Promise<number> {
  return (await alone('tick', () => askForDue(now))) ?? 0
}

async function askForDue(now: Date): Promise<number> {
  for (const monitor of await overdueMonitors({ now, take: atOnce })) await tellLate(monitor, now)
  const due = await takeDue({ now, take: atOnce })
  for (const monitor of due) {
    if (monitor.kind === 'domain') await watchSenders(monitor, now)
    await look(monitor)
  }
  return due.length
}

async function look({ id, teamId, projectId, kind, subject }: MonitorView): Promise<void> {
  const scan = await createScan({ teamId, projectId, kind, subject })
  await noteMonitorScan({ id, scanId: scan.id })
  if (kind === 'host') requestProbe(scan.id)
  else requestScan(scan.id)
}

/** Nobody ticked: this worker, or the whole machine, was away. It ends with the next look. */
async function tellLate(monitor: MonitorView, now: Date): Promise<void> {
  const { open } = await knownOf({ monitorId: monitor.id })
  if (open.some(({ kind }) => kind === 'did-not-run')) return
  const since = monitor.nextDueAt
  const what = say`${monitor.subject} was not looked at since ${{ time: (monitor.lastRunAt ?? since).toISOString() }}: this Seedbed’s worker did not run.`
  const opens = [{ kind: 'did-not-run', checkId: '', code: '', since, says: { what } }]
  await noteLookOf({ monitor, scanId: null, now, states: [], opens, recovers: [] })
}
