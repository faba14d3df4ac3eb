/** Monitors: scans that are repeated. They are due times in Postgres; whoever ticks takes the due ones, each once. */
import { prisma } from './client.ts'
import type { Reach } from './domain.ts'
import type { Prisma } from './generated/client.ts'
import { newId } from './id.ts'

/** What somebody watches. In the table stand senders, too: see sender-monitor.ts. */
export type MonitorKind = 'domain' | 'host' | 'address'
export type Preset = 'usual' | 'close' | 'quiet' | 'own'

export interface MonitorView {
  id: string
  teamId: string
  projectId: string | null
  kind: MonitorKind
  subject: string
  preset: Preset
  everyMinutes: number
  until: Date | null
  nextDueAt: Date
  lastRunAt: Date | null
  lastScanId: string | null
  pausedAt: Date | null
  createdAt: Date
}

export interface ToWatch {
  teamId: string
  projectId: string | null
  kind: MonitorKind
  subject: string
  preset: Preset
  /** Of the preset `own`. */
  everyMinutes?: number
  createdBy: string | null
}

/** Minutes between looks. */
export const presetMinutes: Record<Exclude<Preset, 'own'>, number> = { usual: 60, close: 5, quiet: 7 * 24 * 60 }
export const leastMinutes = 5
export const mostMinutes = 31 * 24 * 60
/** A close watch is for while a change is under way. */
const closeForMs = 48 * 3_600_000

/** Watches something, or watches it otherwise from now on. The first look is due at once. */
export async function watch({ preset, everyMinutes, ...what }: ToWatch): Promise<MonitorView> {
  const now = Date.now()
  const minutes =
    preset === 'own' ? Math.min(mostMinutes, Math.max(leastMinutes, everyMinutes ?? presetMinutes.usual)) : presetMinutes[preset]
  const until = preset === 'close' ? new Date(now + closeForMs) : null
  const how = { preset, everyMinutes: minutes, until, pausedAt: null, projectId: what.projectId }
  const { teamId, kind, subject } = what
  const row = await prisma.monitor.upsert({
    where: { teamId_kind_subject: { teamId, kind, subject } },
    create: { id: newId(), ...what, ...how, nextDueAt: new Date(now) },
    update: how,
  })
  return view(row)
}

/** Watches it no more; its alerts stay in the list, and those that are open are over: nobody would see them end. */
export async function unwatch({ teamId, kind, subject }: { teamId: string; kind: MonitorKind; subject: string }): Promise<void> {
  await prisma.$transaction((db) => endMonitors(db, { teamId, kind, subject }))
}

/** Ends monitors, and the alerts that they have open. */
export async function endMonitors(db: Prisma.TransactionClient, which: Prisma.MonitorWhereInput): Promise<void> {
  await db.alert.updateMany({ where: { monitor: which, recoveredAt: null }, data: { recoveredAt: new Date() } })
  await db.monitor.deleteMany({ where: which })
}

/** What a team watches, by subject; of projects only. */
export async function monitorsOf({ teamId, projects }: Reach): Promise<MonitorView[]> {
  const where = { teamId, kind: { not: 'sender' }, ...(projects && { projectId: { in: projects } }) }
  return (await prisma.monitor.findMany({ where, orderBy: { subject: 'asc' }, take: 2000 })).map(view)
}

/** The monitor of something; null when it is not watched. */
export async function monitorOf({
  teamId,
  kind,
  subject,
}: {
  teamId: string
  kind: MonitorKind
  subject: string
}): Promise<MonitorView | null> {
  const row = await prisma.monitor.findUnique({ where: { teamId_kind_subject: { teamId, kind, subject } } })
  return row && view(row)
}

/**
 * Takes due monitors, each by one caller only: their next due time is set first, with a tenth of jitter, so that those that began together do
 * not go on together. A close watch whose time is over becomes usual.
 */
export const takeDue = ({ now, take }: { now: Date; take: number }): Promise<MonitorView[]> =>
  takeMonitors({ now, take, ofSenders: false })

/** The same, of senders (whose kind is none of these) or of all others. */
export async function takeMonitors({
  now,
  take,
  ofSenders,
}: {
  now: Date
  take: number
  ofSenders: boolean
}): Promise<MonitorView[]> {
  const rows = await prisma.$queryRaw<Prisma.MonitorGetPayload<object>[]>`
    UPDATE "Monitor" AS monitor SET
      preset = CASE WHEN monitor.until <= ${now} THEN 'usual' ELSE preset END,
      "everyMinutes" = CASE WHEN monitor.until <= ${now} THEN ${presetMinutes.usual} ELSE "everyMinutes" END,
      until = CASE WHEN monitor.until <= ${now} THEN NULL ELSE monitor.until END,
      "nextDueAt" = ${now}::timestamptz + make_interval(secs => 60 * "everyMinutes" * (0.9 + 0.2 * random())),
      "lastRunAt" = ${now}
    WHERE id IN (
      SELECT id FROM "Monitor" WHERE "nextDueAt" <= ${now} AND "pausedAt" IS NULL AND (kind = 'sender') = ${ofSenders}
      ORDER BY "nextDueAt" LIMIT ${take} FOR UPDATE SKIP LOCKED
    )
    RETURNING monitor.*`
  return rows.map(view)
}

/** Which scan a monitor asked for. */
export async function noteMonitorScan({ id, scanId }: { id: string; scanId: string }): Promise<void> {
  await prisma.monitor.updateMany({ where: { id }, data: { lastScanId: scanId } })
}

/** Monitors that should have run long ago, by their own measure: twice their pause, an hour at least. */
export async function overdueMonitors({ now, take }: { now: Date; take: number }): Promise<MonitorView[]> {
  const rows = await prisma.$queryRaw<Prisma.MonitorGetPayload<object>[]>`
    SELECT * FROM "Monitor"
    WHERE "pausedAt" IS NULL AND kind <> 'sender' AND "nextDueAt" < ${now}::timestamptz - make_interval(mins => greatest(60, "everyMinutes"))
    ORDER BY "nextDueAt" LIMIT ${take}`
  return rows.map(view)
}

const view = ({ createdBy: _, kind, preset, ...row }: Prisma.MonitorGetPayload<object>): MonitorView => ({
  ...row,
  kind: kind as MonitorKind,
  preset: preset as Preset,
})
