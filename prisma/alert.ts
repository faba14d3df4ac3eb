/** Alerts: what a monitor found to have changed, until it is over; and their way to the channels of the team. */
import type { ReportWords } from '#checks/report.ts'
import { prisma } from './client.ts'
import { dueChannels } from './channel.ts'
import type { Prisma } from './generated/client.ts'
import { newId } from './id.ts'
import type { MonitorKind } from './monitor.ts'
import { inReach, type Reach } from './reach.ts'
import { storable } from './text.ts'

export interface AlertSays {
  what: ReportWords
  cause?: ReportWords | undefined
  step?: ReportWords | undefined
}

export interface AlertView {
  id: string
  projectId: string | null
  monitorId: string | null
  kind: string
  subjectKind: MonitorKind
  subject: string
  checkId: string
  code: string
  says: AlertSays
  scanId: string | null
  since: Date
  openedAt: Date
  acknowledgedAt: Date | null
  acknowledgedBy: string | null
  snoozedUntil: Date | null
  recoveredAt: Date | null
}

/** What a monitor knew before a look. */
export async function knownOf({ monitorId }: { monitorId: string }) {
  const [states, open] = await Promise.all([
    prisma.monitorState.findMany({ where: { monitorId }, omit: { monitorId: true } }),
    prisma.alert.findMany({
      where: { monitorId, recoveredAt: null },
      select: { id: true, kind: true, checkId: true, code: true },
    }),
  ])
  return { states, open }
}

export interface StateToKeep {
  checkId: string
  code: string
  verdict: string
  since: Date
  unknownSince: Date | null
  times: number
}

export interface AlertToOpen {
  kind: string
  checkId: string
  code: string
  since: Date
  says: AlertSays
  /** The mail it stems from. */
  mailId?: string | null
  /** An event: told, and over. */
  over?: true
}

export interface LookToNote {
  monitor: { id: string; teamId: string; projectId: string | null; kind: MonitorKind | 'sender'; subject: string }
  /** Null when no look was made. */
  scanId: string | null
  now: Date
  states: StateToKeep[]
  opens: AlertToOpen[]
  recovers: { id: string; tell: boolean }[]
}

/** Notes what a look changed, in one transaction: what is known now, which alerts open and end, and to whom that goes. Returns the deliveries made. */
export async function noteLookOf({ monitor, scanId, now, states, opens, recovers }: LookToNote): Promise<number> {
  const { id: monitorId, teamId, projectId, kind, subject } = monitor
  const subjectKind = kind === 'sender' ? 'address' : kind
  return prisma.$transaction(async (db) => {
    // Two looks at the same time would open an alert twice.
    const [there] = await db.$queryRaw<unknown[]>`SELECT 1 FROM "Monitor" WHERE id = ${monitorId}::uuid FOR UPDATE`
    if (!there) return 0
    if (states.length > 0) {
      await db.monitorState.deleteMany({ where: { monitorId } })
      await db.monitorState.createMany({ data: states.map((state) => ({ monitorId, ...state })) })
    }
    const opened = opens.map(({ says, over, ...alert }) => ({
      ...{ id: newId(now.getTime()), teamId, projectId, monitorId, subjectKind, subject, scanId, ...alert },
      ...{ says: storable(says) as unknown as Prisma.InputJsonObject, openedAt: now, recoveredAt: over ? now : null },
    }))
    await db.alert.createMany({ data: opened })
    await db.alert.updateMany({ where: { id: { in: recovers.map(({ id }) => id) } }, data: { recoveredAt: now } })
    const told = recovers.filter(({ tell }) => tell).map(({ id }) => ({ alertId: id, event: 'recovered' }))
    const events = [...opened.map(({ id }) => ({ alertId: id, event: 'opened' })), ...told]
    return events.length === 0 ? 0 : await putOnTheirWay(db, { teamId, projectId, now, events })
  })
}

interface OnTheirWay {
  teamId: string
  projectId: string | null
  now: Date
  events: { alertId: string; event: string }[]
}

async function putOnTheirWay(db: Prisma.TransactionClient, { teamId, projectId, now, events }: OnTheirWay): Promise<number> {
  const channels = await dueChannels(db, { teamId, projectId, now })
  const data = channels.flatMap(({ id: channelId, dueAt }) =>
    events.map((event) => ({ id: newId(now.getTime()), channelId, ...event, nextAttemptAt: dueAt, createdAt: now })),
  )
  return (await db.delivery.createMany({ data })).count
}

export type AlertList = 'open' | 'acknowledged' | 'snoozed' | 'recovered'

const lists: Record<AlertList, (now: Date) => Prisma.AlertWhereInput> = {
  open: (now) => ({ recoveredAt: null, acknowledgedAt: null, OR: [{ snoozedUntil: null }, { snoozedUntil: { lte: now } }] }),
  acknowledged: () => ({ recoveredAt: null, acknowledgedAt: { not: null } }),
  snoozed: (now) => ({ recoveredAt: null, acknowledgedAt: null, snoozedUntil: { gt: now } }),
  recovered: () => ({ recoveredAt: { not: null } }),
}

/** A team's alerts, newest first, those before `before` only. */
export async function alertsOf(
  reach: Reach,
  {
    list,
    subject,
    before,
    now = new Date(),
    take = 50,
  }: { list?: AlertList; subject?: string; before?: string; now?: Date; take?: number },
): Promise<AlertView[]> {
  const rows = await prisma.alert.findMany({
    where: {
      kind: { not: 'test' },
      AND: [inReach(reach), list ? lists[list](now) : {}, subject ? { subject } : {}, before ? { id: { lt: before } } : {}],
    },
    orderBy: { id: 'desc' },
    take,
  })
  return rows.map(view)
}

/** How many are open; no more than `most` are counted. */
export async function openAlerts(reach: Reach, { now = new Date(), most }: { now?: Date; most?: number } = {}): Promise<number> {
  const where = { AND: [inReach(reach), lists.open(now)] }
  return prisma.alert.count({ where, ...(most !== undefined && { take: most }) })
}

/** Somebody has seen it. */
export async function acknowledge(reach: Reach, { id, userId }: { id: string; userId: string | null }): Promise<boolean> {
  const data = { acknowledgedAt: new Date(), acknowledgedBy: userId }
  return (await prisma.alert.updateMany({ where: { ...inReach(reach), id }, data })).count > 0
}

/** Leave me alone with it until then. */
export async function snooze(reach: Reach, { id, until }: { id: string; until: Date }): Promise<boolean> {
  return (await prisma.alert.updateMany({ where: { ...inReach(reach), id }, data: { snoozedUntil: until } })).count > 0
}

function view({ teamId: _, mailId: __, says, subjectKind, ...row }: Prisma.AlertGetPayload<object>): AlertView {
  return { ...row, subjectKind: subjectKind as MonitorKind, says: says as unknown as AlertSays }
}
