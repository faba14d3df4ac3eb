/** What follows a scan's report: the row of the domain, the records that changed, and what its monitor makes of it. */
import { say, type Words } from '#checks/check.ts'
import { type ChangedRecords, compare } from '#checks/compare.ts'
import type { Report } from '#checks/report.ts'
import { knownOf, noteLookOf } from '#prisma/alert.ts'
import { lastLook, noteLook } from '#prisma/domain.ts'
import { type AcceptedCodes, acceptedCodes, stateOf } from '#prisma/domain-state.ts'
import { monitorOf, noteState } from '#prisma/monitor.ts'
import { noteChanges } from '#prisma/record-event.ts'
import { reportOfScan } from '#prisma/report.ts'
import type { ScanView } from '#prisma/scan.ts'
import { type AlertKind, decide, type OpenAlert, type Opened } from './decide.ts'

/** Of a scan that has just got its report. Rehearsals and mails judged again change nothing. */
export async function afterScan(scan: ScanView, report: Report, now = new Date()): Promise<void> {
  const { kind } = scan
  if (scan.changes || kind === 'mail' || isPart(scan)) return
  const accepted = await acceptedCodes({ teamId: scan.teamId, domain: scan.subject, now })
  const changed = kind === 'domain' ? await noteDomain(scan, report, accepted, now) : []
  await askMonitor({ ...scan, kind }, report, { accepted, changed, now })
}

/** A look at some ports, with a recipient, or at all mail servers of a domain is none at the host as it is watched. */
const isPart = ({ kind, options: { ports, rcptTo, mx } }: ScanView): boolean =>
  kind === 'host' && (ports !== undefined || rcptTo !== undefined || mx === true)

/** Types of which a change says something: addresses of large services change all day. */
const telling = new Set(['MX', 'TXT', 'CNAME', 'NS', 'DS', 'TLSA', 'CAA', 'PTR'])

/** Notes the look in the row of a domain that is kept, and what changed since the look before. Returns the changed records. */
async function noteDomain(
  { id: scanId, teamId, subject: name }: ScanView,
  report: Report,
  accepted: AcceptedCodes,
  at: Date,
): Promise<ChangedRecords[]> {
  const beforeId = await lastLook({ teamId, name })
  const before = beforeId && beforeId !== scanId ? await reportOfScan({ scanId: beforeId }) : null
  const compared = before ? compare(before, report) : { findings: [], records: [] }
  const records = compared.records.filter(({ type }) => telling.has(type))
  await noteChanges({
    teamId,
    domain: name,
    scanId,
    at,
    changes: records.map(({ gone, come, ...rest }) => ({ ...rest, before: gone, after: come })),
  })
  const [finding] = compared.findings.filter(({ after }) => after.verdict === 'fail' || after.verdict === 'warn')
  const changed = finding?.after.say ?? (records[0] ? wordsOf(records) : null)
  const ends = { nextExpiry: expiryOf(report), registeredUntil: registrationEnd(report) }
  const look = { scanId, at, state: stateOf(report, accepted), policy: policyOf(report), ...ends, changed }
  await noteLook({ teamId, name, look })
  return records
}

function wordsOf(records: ChangedRecords[]): Words {
  const [first] = records
  const rest = records.length - 1
  const head = say`${first?.type ?? ''} of ${first?.name ?? ''} changed`
  return rest > 0 ? say`${head}, and ${rest} more.` : say`${head}.`
}

const policyOf = ({ views, findings }: Report): string | null => {
  const missing = findings.some(({ id, code }) => id === 'dmarc-record' && code === 'missing')
  return views?.dmarc?.policy?.policy ?? (missing ? 'missing' : null)
}

/** When the first certificate of a mail server ends. */
function expiryOf({ views }: Report): Date | null {
  const ends = (views?.mailServers?.servers ?? []).flatMap(({ tls }) =>
    tls?.state === 'done' && tls.certificate ? Date.parse(tls.certificate.until) : [],
  )
  return ends.length > 0 ? new Date(Math.min(...ends)) : null
}

/** When its registration ends; null when the registry did not tell. */
function registrationEnd({ views }: Report): Date | null {
  const until = views?.registration?.until
  return until === undefined ? null : new Date(until)
}

type Watchable = ScanView & { kind: 'domain' | 'host' | 'address' }

async function askMonitor(
  { id: scanId, teamId, kind, subject }: Watchable,
  report: Report,
  { accepted, changed, now }: { accepted: AcceptedCodes; changed: ChangedRecords[]; now: Date },
): Promise<void> {
  const monitor = await monitorOf({ teamId, kind, subject })
  if (!monitor) return
  if (kind !== 'domain') await noteState({ id: monitor.id, state: stateOf(report, accepted), at: now })
  if (monitor.pausedAt) return
  const { states: known, open } = await knownOf({ monitorId: monitor.id })
  // What the table holds is what was written from here.
  const alerts = open as OpenAlert[]
  const { states, opens, recovers } = decide({ report, known, open: alerts, accepted, now })
  const late = alerts
    .filter(({ kind: what }) => what === ('did-not-run' satisfies AlertKind))
    .map(({ id }) => ({ id, tell: true }))
  const news = known.length > 0 && changed[0] ? [changedRecords(changed, now)] : []
  await noteLookOf({ monitor, scanId, now, states, opens: [...opens, ...news], recovers: [...recovers, ...late] })
}

const changedRecords = (records: ChangedRecords[], since: Date): Opened => ({
  ...{ kind: 'record-changed', checkId: '', code: '', since, over: true },
  says: { what: wordsOf(records) },
})
