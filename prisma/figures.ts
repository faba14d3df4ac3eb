/** What the house does, in numbers of all teams together: for whoever runs it. */
import { prisma } from './client.ts'
import { newId } from './id.ts'

/** How many, by state: each that there is, also of none. */
export type Counts = Record<string, number>

export interface HouseFigures {
  /** Made since the moment, by status. A probe is a scan of a host. */
  scans: Counts
  probes: Counts
  deliveries: Counts
  testSends: Counts
  /** Now: `watching`, `paused`, and of the first those that should have run already, `overdue`. */
  monitors: Counts
  /** Alerts that nobody acknowledged and that have not recovered. */
  openAlerts: number
  /** Mails of ours to people that wait to be sent. */
  outbox: number
}

const states = {
  scan: ['asked', 'running', 'reported', 'failed'],
  delivery: ['waiting', 'delivered', 'failed', 'skipped'],
  testSend: ['waiting', 'accepted', 'arrived', 'bounced', 'refused', 'expired'],
} as const

/** A monitor is looked for every ten seconds, and its turn may take a while. */
const lateMs = 10 * 60_000

/** Counts by ranges of ids, so that only the newest rows are read. */
export async function houseFigures({ since, now }: { since: Date; now: Date }): Promise<HouseFigures> {
  const id = { gte: newId(since.getTime()) }
  const [scans, deliveries, testSends, paused, watching, overdue, openAlerts, outbox] = await Promise.all([
    prisma.scan.groupBy({ by: ['kind', 'status'], where: { id }, _count: true }),
    prisma.delivery.groupBy({ by: ['status'], where: { id }, _count: true }),
    prisma.testSend.groupBy({ by: ['status'], where: { id }, _count: true }),
    prisma.monitor.count({ where: { pausedAt: { not: null } } }),
    prisma.monitor.count({ where: { pausedAt: null } }),
    prisma.monitor.count({ where: { pausedAt: null, nextDueAt: { lt: new Date(now.getTime() - lateMs) } } }),
    prisma.alert.count({ where: { recoveredAt: null, acknowledgedAt: null } }),
    prisma.outboxMail.count({ where: { sentAt: null, nextAttemptAt: { not: null } } }),
  ])
  return {
    scans: summed(
      states.scan,
      scans.filter(({ kind }) => kind !== 'host'),
    ),
    probes: summed(
      states.scan,
      scans.filter(({ kind }) => kind === 'host'),
    ),
    deliveries: summed(states.delivery, deliveries),
    testSends: summed(states.testSend, testSends),
    monitors: { watching, paused, overdue },
    openAlerts,
    outbox,
  }
}

function summed(all: readonly string[], rows: { status: string; _count: number }[]): Counts {
  const counts: Counts = Object.fromEntries(all.map((status) => [status, 0]))
  for (const { status, _count } of rows) counts[status] = (counts[status] ?? 0) + _count
  return counts
}
