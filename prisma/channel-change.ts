/** What is changed of a channel, and what becomes of the deliveries that wait for it. */
import { dueAt } from './channel.ts'
import { prisma } from './client.ts'
import type { Prisma } from './generated/client.ts'

export interface ChannelChange {
  /** Minutes of the team's day; null for none. */
  quietFrom?: number | null
  quietUntil?: number | null
  pace?: 'at-once' | 'daily'
  paused?: boolean
}

/**
 * Changes a channel of the team. What waits for it is told by its new hours. While it is paused it is told nothing; when it goes on, what waited
 * is told together, and what began and was over meanwhile is not told at all. What it is called, and whether it was paused or went on by this;
 * null when there is no such channel.
 */
export async function changeChannel(
  { teamId, id }: { teamId: string; id: string },
  { paused, ...change }: ChannelChange,
  now = new Date(),
): Promise<{ name: string; turned: 'paused' | 'resumed' | null } | null> {
  return prisma.$transaction(async (db) => {
    const [before] = await db.$queryRaw<{ pausedAt: Date | null }[]>`
      SELECT "pausedAt" FROM "Channel" WHERE id = ${id}::uuid AND "teamId" = ${teamId}::uuid FOR UPDATE`
    if (!before) return null
    const wasPaused = before.pausedAt !== null
    const turned = paused === undefined || paused === wasPaused ? null : paused ? 'paused' : 'resumed'
    const data = { ...change, ...(turned && { pausedAt: turned === 'paused' ? now : null }) }
    const channel = await db.channel.update({ where: { id }, data, include: { team: { select: { zone: true } } } })
    const waiting = { channelId: id, status: 'waiting' }
    if (turned === 'paused') await db.delivery.updateMany({ where: waiting, data: { nextAttemptAt: null } })
    if (turned === 'resumed') await skipWhatIsOver(db, id)
    if (channel.pausedAt === null) {
      const nextAttemptAt = dueAt(channel, channel.team.zone, now)
      if (turned) await db.delivery.updateMany({ where: waiting, data: { nextAttemptAt, isHeld: true } })
      // One that was tried keeps its pauses.
      else await db.delivery.updateMany({ where: { ...waiting, attempts: 0 }, data: { nextAttemptAt } })
    }
    return { name: channel.name, turned }
  })
}

/** Why a delivery was skipped, as its log says. */
const overWords = 'It began and was over while this channel was paused.'

/** Of an alert whose beginning was never told its end is none to tell. A changed record is over from the first, and told all the same. */
async function skipWhatIsOver(db: Prisma.TransactionClient, channelId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE "Delivery" SET status = 'skipped', "nextAttemptAt" = NULL, reply = ${overWords}
    WHERE "channelId" = ${channelId}::uuid AND status = 'waiting' AND "alertId" IN (
      SELECT begun."alertId" FROM "Delivery" begun JOIN "Alert" alert ON alert.id = begun."alertId"
      WHERE begun."channelId" = ${channelId}::uuid AND begun.status = 'waiting' AND begun.event = 'opened'
        AND alert."recoveredAt" IS NOT NULL AND alert.kind <> 'record-changed')`
}
