/** Making a channel: to an address or URL that can be one. */
import { randomBytes } from 'node:crypto'
import { env } from '#env'
import { note } from '#prisma/audit.ts'
import { type ChannelKind, type ChannelToMake, type ChannelView, makeChannel } from '#prisma/channel.ts'
import { looksLikeEmail } from '../account/form.server.ts'

type Wanted = Omit<ChannelToMake, 'secret'> & { userId: string }

/** A webhook gets a key, shown this once. What is no place is told in words. */
export async function channelAsked({
  userId,
  ...wanted
}: Wanted): Promise<{ channel: ChannelView; key: string | undefined } | { problem: string }> {
  const { teamId, kind } = wanted
  const target = wanted.target.trim()
  const problem = faultOf(kind, target)
  if (problem) return { problem }
  const name = wanted.name.trim().slice(0, 80) || kindNames[kind]
  const key = kind === 'webhook' ? `whsec_${randomBytes(24).toString('base64')}` : undefined
  const channel = await makeChannel({ ...wanted, name, target, secret: key })
  await note({ teamId, userId, action: 'channel.made', subject: name })
  return { channel, key }
}

const kindNames: Record<ChannelKind, string> = { email: 'E-mail', webhook: 'Webhook', slack: 'Slack' }

function faultOf(kind: ChannelKind, target: string): string | undefined {
  if (kind === 'email') return looksLikeEmail(target) ? undefined : 'That is no e-mail address.'
  const url = URL.canParse(target) ? new URL(target) : undefined
  const isTaken = url?.protocol === 'https:' || (url?.protocol === 'http:' && env.ALLOW_PRIVATE_TARGETS)
  return isTaken && url && url.username === '' ? undefined : 'A URL that begins with https://, without a name and password in it.'
}

/** Quiet hours as somebody wrote them, '' for none; or what is wrong with them. */
export function quietAsked(from: string, until: string): QuietHours | { problem: string } {
  if (from === '' && until === '') return { quietFrom: null, quietUntil: null }
  if (from === '' || until === '') return { problem: 'Quiet hours have a beginning and an end: give both, or neither.' }
  const [quietFrom, quietUntil] = [minutesOf(from), minutesOf(until)]
  if (quietFrom === null || quietUntil === null) {
    const wrong = quietFrom === null ? from : until
    return { problem: `“${wrong.slice(0, 20)}” is no time of the day. Write it as 22:30.` }
  }
  if (quietFrom === quietUntil) return { problem: 'They begin and end at the same time. Give two times, or neither.' }
  return { quietFrom, quietUntil }
}

/** Minutes past midnight; null for none. */
export interface QuietHours {
  quietFrom: number | null
  quietUntil: number | null
}

/** Minutes past midnight as a clock shows them. */
export const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** Of a clock, `22:30`; null for what is none. */
const minutesOf = (text: string): number | null => {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  return hours && minutes ? Number(hours) * 60 + Number(minutes) : null
}
