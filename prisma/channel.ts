/** Channels: where a team's alerts go. Targets and keys are sealed; a page shows only what is left of them. */
import { prisma } from './client.ts'
import type { Prisma } from './generated/client.ts'
import { newId } from './id.ts'
import { seal, unseal } from './sealed.ts'

export type ChannelKind = 'email' | 'webhook' | 'slack'

export interface ChannelView {
  id: string
  projectId: string | null
  kind: ChannelKind
  name: string
  /** The address, or the host of the URL. */
  shown: string
  /** Minutes of the team's day in which nothing is told. */
  quietFrom: number | null
  quietUntil: number | null
  pace: 'at-once' | 'daily'
  pausedAt: Date | null
  createdAt: Date
}

export interface ChannelToMake {
  teamId: string
  projectId: string | null
  kind: ChannelKind
  name: string
  /** An e-mail address, or a URL. */
  target: string
  /** Of a webhook: what its HMAC is made with. */
  secret?: string | undefined
  quietFrom?: number | null
  quietUntil?: number | null
  pace?: 'at-once' | 'daily'
}

const targetPurpose = 'channel-target'
const secretPurpose = 'webhook-secret'

export async function makeChannel({ target, secret, ...rest }: ChannelToMake): Promise<ChannelView> {
  const sealed = { target: seal(targetPurpose, target), secret: secret === undefined ? null : seal(secretPurpose, secret) }
  return view(await prisma.channel.create({ data: { id: newId(), ...rest, ...sealed } }))
}

export async function channelsOf({ teamId }: { teamId: string }): Promise<ChannelView[]> {
  return (await prisma.channel.findMany({ where: { teamId }, orderBy: { createdAt: 'asc' } })).map(view)
}

export async function deleteChannel({ teamId, id }: { teamId: string; id: string }): Promise<void> {
  await prisma.channel.deleteMany({ where: { teamId, id } })
}

/** The channels that hear of something in a project (or of none), and when each may be told; null of one that is paused. */
export async function dueChannels(
  db: Prisma.TransactionClient,
  { teamId, projectId, now }: { teamId: string; projectId: string | null; now: Date },
): Promise<{ id: string; dueAt: Date | null }[]> {
  // One that goes on in this moment sees what is put on its way here, or is seen here as going on.
  await db.$queryRaw`SELECT 1 FROM "Channel" WHERE "teamId" = ${teamId}::uuid ORDER BY id FOR SHARE`
  const rows = await db.channel.findMany({
    where: { teamId, OR: [{ projectId: null }, ...(projectId ? [{ projectId }] : [])] },
    include: { team: { select: { zone: true } } },
  })
  return rows.map(({ id, team, pausedAt, ...told }) => ({ id, dueAt: pausedAt ? null : dueAt(told, team.zone, now) }))
}

/** Minutes past midnight at which a digest goes out, when no quiet hours end. */
const digestMinute = 8 * 60

/** When a channel may be told of something that happens now: after its quiet hours, and of a daily one at their end, or at eight. */
export function dueAt(
  { quietFrom, quietUntil, pace }: { quietFrom: number | null; quietUntil: number | null; pace: string },
  zone: string,
  now: Date,
): Date {
  const minute = minuteOfDay(now, zone)
  if (pace === 'daily') return later(now, minute, quietUntil ?? digestMinute)
  const isQuiet = quietFrom !== null && quietUntil !== null && within(minute, quietFrom, quietUntil)
  return isQuiet ? later(now, minute, quietUntil) : now
}

/** A span may go over midnight. */
const within = (minute: number, from: number, until: number): boolean =>
  from <= until ? minute >= from && minute < until : minute >= from || minute < until

const dayMinutes = 24 * 60
const later = (now: Date, minute: number, wanted: number): Date =>
  new Date(now.getTime() + (((wanted - minute + dayMinutes - 1) % dayMinutes) + 1) * 60_000)

function minuteOfDay(now: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now)
  const numberOf = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0)
  return numberOf('hour') * 60 + numberOf('minute')
}

/** What a channel is told with; null when it cannot be read any more (another SESSION_SECRET). */
export function opened({
  target,
  secret,
}: {
  target: string
  secret: string | null
}): { target: string; secret: string | null } | null {
  const read = unseal(targetPurpose, target)
  return read === null ? null : { target: read, secret: secret === null ? null : unseal(secretPurpose, secret) }
}

function view({ teamId: _, target, secret: __, kind, pace, ...row }: Prisma.ChannelGetPayload<object>): ChannelView {
  const read = unseal(targetPurpose, target)
  const shown = read === null ? 'cannot be read any more' : kind === 'email' ? read : new URL(read).host
  return { ...row, kind: kind as ChannelKind, pace: pace as ChannelView['pace'], shown }
}
