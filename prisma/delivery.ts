/** Deliveries: each alert on its way to each channel, until it is there or given up; and the log that a team reads. */
import type { AlertSays } from './alert.ts'
import { type ChannelKind, opened } from './channel.ts'
import { prisma } from './client.ts'
import type { Prisma } from './generated/client.ts'
import { newId } from './id.ts'
import { storable } from './text.ts'
import { type MailToTell, mailsToTell } from './told-mail.ts'

export interface DueDelivery {
  id: string
  event: 'opened' | 'recovered'
  /** Tries before this one. */
  attempts: number
  /** It waited while its channel was paused. */
  isHeld: boolean
  /** Null of `target`: it cannot be read any more. */
  channel: {
    id: string
    teamId: string
    name: string
    kind: ChannelKind
    pace: string
    target: string | null
    secret: string | null
  }
  alert: {
    id: string
    kind: string
    subjectKind: string
    subject: string
    checkId: string
    code: string
    says: AlertSays
    scanId: string | null
    since: Date
    /** The mail it stems from, as far as it may be told to this channel. */
    mail: MailToTell | null
  }
}

/** While somebody holds a delivery nobody else takes it; who dies with it leaves it for later. */
const heldMs = 5 * 60_000

/** Takes deliveries that are due, oldest first, each by one caller only. None of a channel that is paused. */
export async function takeDeliveries({ now, take }: { now: Date; take: number }): Promise<DueDelivery[]> {
  const held = await prisma.$queryRaw<{ id: string }[]>`
    UPDATE "Delivery" SET "nextAttemptAt" = ${new Date(now.getTime() + heldMs)} WHERE id IN (
      SELECT due.id FROM "Delivery" due JOIN "Channel" channel ON channel.id = due."channelId"
      WHERE due."nextAttemptAt" <= ${now} AND due.status = 'waiting' AND channel."pausedAt" IS NULL
      ORDER BY due."nextAttemptAt", due.id LIMIT ${take} FOR UPDATE OF due SKIP LOCKED
    ) RETURNING id`
  return dueRows(held)
}

/** The same, what else is due of one channel. */
export async function takeOfChannel({
  channelId,
  now,
  take,
}: {
  channelId: string
  now: Date
  take: number
}): Promise<DueDelivery[]> {
  const held = await prisma.$queryRaw<{ id: string }[]>`
    UPDATE "Delivery" SET "nextAttemptAt" = ${new Date(now.getTime() + heldMs)} WHERE id IN (
      SELECT id FROM "Delivery" WHERE "channelId" = ${channelId}::uuid AND "nextAttemptAt" <= ${now} AND status = 'waiting'
      ORDER BY "nextAttemptAt", id LIMIT ${take} FOR UPDATE SKIP LOCKED
    ) RETURNING id`
  return dueRows(held)
}

async function dueRows(held: { id: string }[]): Promise<DueDelivery[]> {
  const rows = await prisma.delivery.findMany({
    where: { id: { in: held.map(({ id }) => id) } },
    include: { channel: true, alert: true },
    orderBy: { id: 'asc' },
  })
  const mails = await mailsToTell(rows.map(({ alert }) => alert))
  return rows.map(({ id, event, attempts, isHeld, channel, alert }) => {
    const { target = null, secret = null } = opened(channel) ?? {}
    const mail = mails.get(alert.mailId ?? '')
    // A channel of one project hears nothing of another's mails.
    const isTold = channel.projectId === null || channel.projectId === mail?.projectId
    return {
      ...{ id, attempts, isHeld, event: event as DueDelivery['event'] },
      channel: { ...channel, kind: channel.kind as ChannelKind, target, secret },
      alert: { ...alert, says: alert.says as unknown as AlertSays, mail: (isTold && mail) || null },
    }
  })
}

/** Notes what came of a try. Without `nextAttemptAt` a failed one is given up. */
export async function noteDelivery({
  ids,
  delivered,
  reply,
  now,
  nextAttemptAt = null,
}: {
  ids: string[]
  delivered: boolean
  reply: string
  now: Date
  nextAttemptAt?: Date | null
}): Promise<void> {
  const status = delivered ? 'delivered' : nextAttemptAt ? 'waiting' : 'failed'
  const data = { status, reply: storable(reply).slice(0, 1000), nextAttemptAt, deliveredAt: delivered ? now : null }
  await prisma.delivery.updateMany({ where: { id: { in: ids } }, data: { ...data, attempts: { increment: 1 } } })
}

export interface DeliveryView {
  id: string
  event: string
  status: string
  attempts: number
  nextAttemptAt: Date | null
  reply: string
  createdAt: Date
  deliveredAt: Date | null
  alert: { kind: string; subject: string }
}

/** The newest deliveries of a channel. */
export async function deliveriesOf({
  teamId,
  channelId,
  take = 50,
}: {
  teamId: string
  channelId: string
  take?: number
}): Promise<DeliveryView[]> {
  return prisma.delivery.findMany({
    where: { channelId, channel: { teamId } },
    orderBy: { id: 'desc' },
    take,
    omit: { channelId: true, alertId: true },
    include: { alert: { select: { kind: true, subject: true } } },
  })
}

/** What became of what somebody wants to be sent at once: a channel that is paused sends nothing. */
export type SentOff = 'sent-off' | 'paused' | 'not-there'

/** Once more, at once. */
export async function redeliver({ teamId, id }: { teamId: string; id: string }): Promise<SentOff> {
  const where = { id, channel: { teamId } }
  const data = { status: 'waiting', nextAttemptAt: new Date(), attempts: 0, isHeld: false }
  const done = await prisma.delivery.updateMany({ where: { ...where, channel: { teamId, pausedAt: null } }, data })
  if (done.count > 0) return 'sent-off'
  return (await prisma.delivery.count({ where })) > 0 ? 'paused' : 'not-there'
}

const testText = 'This is a test: alerts come this way.'
const testSays: AlertSays = { what: { text: testText, strings: [testText], values: [] } }

/** Sends something to a channel at once, to see whether it comes, quiet hours or not. It is on no list of alerts, and over with the sending. */
export async function testDelivery({ teamId, channelId }: { teamId: string; channelId: string }): Promise<SentOff> {
  const select = { name: true, projectId: true, pausedAt: true } as const
  const channel = await prisma.channel.findFirst({ where: { teamId, id: channelId }, select })
  if (!channel) return 'not-there'
  if (channel.pausedAt) return 'paused'
  const [now, alertId] = [new Date(), newId()]
  const says = testSays as unknown as Prisma.InputJsonValue
  const over = { since: now, acknowledgedAt: now, recoveredAt: now }
  const { name: subject, projectId } = channel
  await prisma.$transaction([
    prisma.alert.create({ data: { id: alertId, teamId, projectId, kind: 'test', subject, says, ...over } }),
    prisma.delivery.create({ data: { id: newId(), channelId, alertId, nextAttemptAt: now } }),
  ])
  return 'sent-off'
}
