/** Monitors: scans that are repeated. They are due times in Postgres; whoever ticks takes the due ones, each once. */
import { prisma } from './client.ts'
import type { DomainState } from './domain.ts'
import type { Prisma } from './generated/client.ts'
import { newId } from './id.ts'
import { inReach, type Reach } from './reach.ts'

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
  /** By the newest look at a host or an address; what is known of a domain stands in its own row. */
  state: DomainState
  stateSince: Date | null
  lookedAt: Date | null
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

/** Watches something, or watches it otherwise from now on. The first look is due at once, and the next one when the pause is shorter now. */
export async function watch({ preset, everyMinutes, ...what }: ToWatch): Promise<MonitorView> {
  const now = new Date()
  const { teamId, kind, subject, projectId } = what
  const where = { teamId_kind_subject: { teamId, kind, subject } }
  const before = await prisma.monitor.findUnique({ where })
  const how = { ...rhythmOf(preset, everyMinutes, now), pausedAt: null, projectId }
  const row = await prisma.monitor.upsert({
    where,
    create: { id: newId(), ...what, ...how, nextDueAt: now },
    update: { ...how, ...(before && { nextDueAt: nextOf(before, how, now) }) },
  })
  return view(row)
}

export interface MonitorChange {
  preset?: Preset | undefined
  /** Of the preset `own`. */
  everyMinutes?: number | undefined
  isPaused?: boolean | undefined
  projectId?: string | null | undefined
}

/** Watches it otherwise, pauses, goes on, or puts it into another project. Returns what it is then; null for none within reach. */
export async function changeMonitor(
  reach: Reach,
  id: string,
  { preset, everyMinutes, isPaused, projectId }: MonitorChange,
): Promise<MonitorView | null> {
  const now = new Date()
  const before = await monitorWithin(reach, id)
  if (!before) return null
  const how = preset ? rhythmOf(preset, everyMinutes, now) : { everyMinutes: before.everyMinutes }
  const pausedAt = (isPaused ?? before.pausedAt !== null) ? (before.pausedAt ?? now) : null
  const nextDueAt = nextOf(before, { ...how, pausedAt }, now)
  const where = { teamId: reach.teamId, monitorId: id }
  return prisma.$transaction(async (db) => {
    // What it told is seen where it is seen.
    if (projectId !== undefined) await db.alert.updateMany({ where, data: { projectId } })
    return view(
      await db.monitor.update({
        where: { id },
        data: { ...how, pausedAt, nextDueAt, ...(projectId !== undefined && { projectId }) },
      }),
    )
  })
}

function rhythmOf(preset: Preset, everyMinutes: number = presetMinutes.usual, now: Date) {
  const minutes = preset === 'own' ? Math.min(mostMinutes, Math.max(leastMinutes, everyMinutes)) : presetMinutes[preset]
  return { preset, everyMinutes: minutes, until: preset === 'close' ? new Date(now.getTime() + closeForMs) : null }
}

/** The longest that chance makes of a pause. */
const longestOf = (everyMinutes: number): number => everyMinutes * 60_000 * 1.1

/** At once for what would wait longer than it should from now on, and for what should have been looked at while it rested: it is not late. */
function nextOf(
  before: { nextDueAt: Date; pausedAt: Date | null },
  { everyMinutes, pausedAt }: { everyMinutes: number; pausedAt: Date | null },
  now: Date,
): Date {
  const goesOn = before.pausedAt !== null && pausedAt === null
  const isTooFar = before.nextDueAt.getTime() > now.getTime() + longestOf(everyMinutes)
  return isTooFar || (goesOn && before.nextDueAt < now) ? now : before.nextDueAt
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

const watchedIn = (reach: Reach) => ({ ...inReach(reach), kind: { not: 'sender' } })

/** What a team watches, by subject; of projects only. */
export async function monitorsOf(reach: Reach): Promise<MonitorView[]> {
  return (await prisma.monitor.findMany({ where: watchedIn(reach), orderBy: { subject: 'asc' }, take: 2000 })).map(view)
}

/** One of them, by its id; null for none within reach. */
export async function monitorWithin(reach: Reach, id: string): Promise<MonitorView | null> {
  const row = await prisma.monitor.findFirst({ where: { ...watchedIn(reach), id } })
  return row && view(row)
}

/** How many hosts and addresses a team watches, its domains' senders apart. */
export const watchedBesideDomains = ({ teamId }: { teamId: string }): Promise<number> =>
  prisma.monitor.count({ where: { teamId, kind: { in: ['host', 'address'] } } })

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

/** Notes how a host or an address is by a look at it; nothing when a newer look is noted. */
export async function noteState({ id, state, at }: { id: string; state: DomainState; at: Date }): Promise<void> {
  await prisma.$executeRaw`
    UPDATE "Monitor" SET
      "stateSince" = CASE WHEN state = ${state} THEN "stateSince" ELSE ${at} END,
      state = ${state}, "lookedAt" = ${at}
    WHERE id = ${id}::uuid AND ("lookedAt" IS NULL OR "lookedAt" <= ${at})`
}

/** Monitors that should have run long ago, by their own measure: twice their pause, an hour at least. */
export async function overdueMonitors({ now, take }: { now: Date; take: number }): Promise<MonitorView[]> {
  const rows = await prisma.$queryRaw<Prisma.MonitorGetPayload<object>[]>`
    SELECT * FROM "Monitor"
    WHERE "pausedAt" IS NULL AND kind <> 'sender' AND "nextDueAt" < ${now}::timestamptz - make_interval(mins => greatest(60, "everyMinutes"))
    ORDER BY "nextDueAt" LIMIT ${take}`
  return rows.map(view)
}

const view = ({ createdBy: _, kind, preset, state, ...row }: Prisma.MonitorGetPayload<object>): MonitorView => ({
  ...row,
  kind: kind as MonitorKind,
  preset: preset as Preset,
  state: state as DomainState,
})
