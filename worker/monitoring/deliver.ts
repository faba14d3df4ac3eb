/** Takes alerts to their channels: mail by the outbox, webhooks by HTTPS past the guard, again and again with growing pauses. */
import { postTo } from '#net/open.ts'
import { type DueDelivery, noteDelivery, takeDeliveries, takeOfChannel } from '#prisma/delivery.ts'
import { sendMail } from '#prisma/outbox.ts'
import { bodyOf, chatOf, digestOf, mailOf, signatureOf, textOf } from './tell.ts'

const atOnce = 50
/** What one digest tells of; what is more is for the next. */
const mostOfDigest = 2000
/** Minutes from each try that failed to the next. After the last it is given up, and can be asked for by hand. */
const pauses = [1, 5, 30, 120, 360, 1440]

/** Delivers what is due. Returns how many went out. */
export async function deliver(now = new Date()): Promise<number> {
  const due = await takeDeliveries({ now, take: atOnce })
  // A program wants each for itself; people want a day, or a pause, in one.
  const isDigest = ({ channel, isHeld }: DueDelivery) => (isHeld || channel.pace === 'daily') && channel.kind !== 'webhook'
  const groups = [...Map.groupBy(due, (one) => (isDigest(one) ? one.channel.id : one.id)).values()]
  const [mails, posts] = [groups.filter(isMail), groups.filter((group) => !isMail(group))]
  const tell = (group: DueDelivery[]) => deliverGroup(group, group.some(isDigest), now)
  await Promise.all([inTurn(mails, tell), ...posts.map(tell)])
  return due.length
}

const isMail = ([first]: DueDelivery[]): boolean => first?.channel.kind === 'email'

/** The outbox has mails in the order in which they are handed in. */
async function inTurn(groups: DueDelivery[][], tell: (group: DueDelivery[]) => Promise<void>): Promise<void> {
  for (const group of groups) await tell(group)
}

async function deliverGroup(group: DueDelivery[], isDigest: boolean, now: Date): Promise<void> {
  const [first] = group
  if (!first) return
  const rest = isDigest ? await takeOfChannel({ channelId: first.channel.id, now, take: mostOfDigest }) : []
  const told = [...group, ...rest].sort((a, b) => (a.id < b.id ? -1 : 1))
  const ids = told.map(({ id }) => id)
  const { channel } = first
  if (!channel.target) return noteDelivery({ ids, delivered: false, reply: unreadable, now })
  if (channel.kind === 'email') {
    const written = isDigest ? digestOf(told, channel) : mailOf(first, channel)
    await sendMail({ userId: null, teamId: channel.teamId, recipient: channel.target, ...written })
    return noteDelivery({ ids, delivered: true, reply: 'handed to the outbox', now })
  }
  const request = channel.kind === 'webhook' ? signed(first, now) : { body: chatOf(chatText(told, isDigest)), headers: {} }
  return postAll({ ids, first, target: channel.target, ...request, now })
}

const unreadable = 'Where it goes cannot be read any more: SESSION_SECRET has changed. Make the channel anew.'

function chatText(told: DueDelivery[], isDigest: boolean): string {
  const [first] = told
  if (!first) return ''
  if (!isDigest) return textOf(first, first.channel, 'chat')
  const { subjectHeader, text } = digestOf(told, first.channel, 'chat')
  return `${subjectHeader}\n${text}`
}

function signed(one: DueDelivery, now: Date): { body: string; headers: Record<string, string> } {
  const body = bodyOf(one, one.channel, now)
  return { body, headers: one.channel.secret ? signatureOf(one.id, body, one.channel.secret, now) : {} }
}

interface Post {
  /** All that this one request tells. */
  ids: string[]
  first: DueDelivery
  target: string
  body: string
  headers: Record<string, string>
  now: Date
}

async function postAll({ ids, first, target, body, headers, now }: Post): Promise<void> {
  const { status, says } = await postTo(target, { body, headers: { 'content-type': 'application/json', ...headers } })
  const delivered = status >= 200 && status < 300
  const pause = pauses[first.attempts]
  const nextAttemptAt = delivered || pause === undefined ? null : new Date(now.getTime() + pause * 60_000)
  await noteDelivery({ ids, delivered, reply: status ? `${status} ${says}` : says, now, nextAttemptAt })
}
