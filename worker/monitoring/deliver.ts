/** Takes alerts to their channels: mail by the outbox, webhooks by HTTPS past the guard, again and again with growing pauses. */
import { postTo } from '#net/open.ts'
import { type DueDelivery, noteDelivery, takeDeliveries } from '#prisma/delivery.ts'
import { sendMail } from '#prisma/outbox.ts'
import { bodyOf, headOf, mailOf, signatureOf } from './tell.ts'

const atOnce = 50
/** Minutes from each try that failed to the next. After the last it is given up, and can be asked for by hand. */
const pauses = [1, 5, 30, 120, 360, 1440]

/** Delivers what is due. Returns how many went out. */
export async function deliver(now = new Date()): Promise<number> {
  const due = await takeDeliveries({ now, take: atOnce })
  const mails = Map.groupBy(
    due.filter(({ channel }) => channel.kind === 'email'),
    ({ id, channel }) => (channel.pace === 'daily' ? channel.id : id),
  )
  for (const group of mails.values()) await mail(group, now)
  const posted = due.filter(({ channel }) => channel.kind !== 'email')
  await Promise.all(posted.map((one) => postOne(one, now)))
  return due.length
}

async function mail(group: DueDelivery[], now: Date): Promise<void> {
  const ids = group.map(({ id }) => id)
  const [first] = group
  if (!first?.channel.target) return noteDelivery({ ids, delivered: false, reply: unreadable, now })
  const { teamId, target: recipient } = first.channel
  await sendMail({ userId: null, teamId, recipient, ...mailOf(group) })
  await noteDelivery({ ids, delivered: true, reply: 'handed to the outbox', now })
}

const unreadable = 'Where it goes cannot be read any more: SESSION_SECRET has changed. Make the channel anew.'

async function postOne(one: DueDelivery, now: Date): Promise<void> {
  const { id, attempts, channel } = one
  if (!channel.target) return noteDelivery({ ids: [id], delivered: false, reply: unreadable, now })
  const { body, headers } = requestOf(one, now)
  const { status, says } = await postTo(channel.target, { body, headers: { 'content-type': 'application/json', ...headers } })
  const delivered = status >= 200 && status < 300
  const pause = pauses[attempts]
  const nextAttemptAt = delivered || pause === undefined ? null : new Date(now.getTime() + pause * 60_000)
  await noteDelivery({ ids: [id], delivered, reply: status ? `${status} ${says}` : says, now, nextAttemptAt })
}

function requestOf(one: DueDelivery, now: Date): { body: string; headers: Record<string, string> } {
  if (one.channel.kind === 'slack')
    return { body: JSON.stringify({ text: `${headOf(one)}\n${mailOf([one]).text}` }), headers: {} }
  const body = bodyOf(one, now)
  return { body, headers: one.channel.secret ? signatureOf(one.id, body, one.channel.secret, now) : {} }
}
