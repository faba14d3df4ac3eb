/**
 * An alert in the words of each channel. It carries what is known of a domain, and nothing of a mail, unless the project of that mail says so: then
 * its subject and the address at which it came, never its text.
 */
import { createHmac } from 'node:crypto'
import { env } from '#env'
import type { DueDelivery } from '#prisma/delivery.ts'
import { heading, type Tongue, unmarked } from './heading.ts'

export type Told = Pick<DueDelivery, 'id' | 'event' | 'alert' | 'isHeld'>
/** To whom it is told. */
export type To = Pick<DueDelivery['channel'], 'teamId' | 'name'>

const minute = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ')
const pageOf = (teamId: string, page: string): string => `${env.BASE_URL}/team/${teamId}/${page}`
const linkOf = ({ alert }: Told, { teamId }: Pick<To, 'teamId'>): string =>
  alert.scanId ? `${env.BASE_URL}/scan/${alert.scanId}` : pageOf(teamId, 'alerts')

/** What DNS and servers say stands in our sentences. It makes no line of its own there. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')

const longestHead = 200

/** The line that says it all. */
export function headOf({ event, alert: { subject, says } }: Told): string {
  const what = oneLine(says.what.text).replace(/\.$/, '')
  return (event === 'recovered' ? `${subject}: over: ${what}` : `${subject}: ${what}`).slice(0, longestHead)
}

/** A mail of one alert. */
export function mailOf(told: Told, to: To): { subjectHeader: string; text: string } {
  return { subjectHeader: headOf(told), text: `${textOf(told, to)}\n\n${footOf(to)}\n` }
}

/** What, since when, why it matters, the first step, the mail it stems from if that may be told, and where to read on. */
export function textOf(told: Told, to: Pick<To, 'teamId'>, tongue: Tongue = 'mail'): string {
  const { event, alert } = told
  const { what, cause, step } = alert.says
  const lines = [
    event === 'recovered' ? `Over since now, ${alert.subject}: ${what.text}` : `${alert.subject}: ${what.text}`,
    `Since ${minute(alert.since)} UTC.`,
    ...(event === 'opened' && cause ? [`Why it matters: ${cause.text}`] : []),
    ...(event === 'opened' && step ? [`First step: ${step.text}`] : []),
    ...mailLines(told, tongue),
    linkOf(told, to),
  ]
  return lines.map(oneLine).join('\n')
}

/** The mail by which it is known; a heading of anybody's is quoted, and nothing in it is a link or a mark. */
function mailLines({ event, alert: { mail } }: Told, tongue: Tongue): string[] {
  if (!mail || event !== 'opened') return []
  const subject = heading(mail.subjectHeader)
  const named = subject === '' ? 'a mail without a subject' : `the mail “${unmarked(subject, tongue)}”`
  return [`Known from ${named} to ${mail.address}: ${mailPage(mail.id)}`]
}

const mailPage = (id: string): string => `${env.BASE_URL}/mail/${id}`

const footOf = ({ teamId, name }: To): string =>
  `-- \nTold through the channel “${oneLine(name)}”: ${pageOf(teamId, 'settings/channels')}`

/** What a webhook is sent, as the API's document has it (app/channels/told.ts). Fields are only added. */
export function bodyOf(told: Told, to: Pick<To, 'teamId'>, now: Date): string {
  const { event, alert } = told
  const { what, cause, step } = alert.says
  const { mail } = alert
  return JSON.stringify({
    type: `alert.${event}`,
    timestamp: now.toISOString(),
    data: {
      ...{
        id: alert.id,
        kind: alert.kind,
        subjectKind: alert.subjectKind,
        subject: alert.subject,
        check: alert.checkId || null,
        code: alert.code || null,
      },
      ...{ since: alert.since.toISOString(), what: what.text, cause: cause?.text ?? null, step: step?.text ?? null },
      report: linkOf(told, to),
      mail: mail && { subject: heading(mail.subjectHeader), recipient: mail.address, page: mailPage(mail.id) },
    },
  })
}

/**
 * Of a day, or of a pause: what is so now, domain by domain, and below it in a line each what began and is over. One that did both in that time is
 * over.
 */
export function digestOf(told: Told[], to: To, tongue: Tongue = 'mail'): { subjectHeader: string; text: string } {
  const news = newsOf(told)
  const open = news.filter(({ event }) => event === 'opened')
  const over = news.filter(({ event }) => event === 'recovered')
  const domains = [...Map.groupBy(open, ({ alert }) => alert.subject).values()]
  const shown = domains.slice(0, mostDomains)
  const subjects = new Set(news.map(({ alert }) => alert.subject)).size
  const sums = [open.length > 0 && `${open.length} new`, over.length > 0 && `${over.length} over`].filter(Boolean).join(', ')
  const what = news.every(({ alert }) => alert.subjectKind === 'domain') ? 'domain' : 'thing'
  const head = `${sums}, of ${subjects} ${subjects === 1 ? what : `${what}s`}${what === 'thing' ? ' watched' : ''}`
  const left = open.length - shown.flat().length
  const parts = [
    `${told.some(({ isHeld }) => isHeld) ? 'While this channel was paused' : 'Since the last digest'}: ${head}.`,
    ...shown.map((alerts) => domainPart(alerts, to, tongue)),
    ...(left > 0 ? [`And ${left} more: ${pageOf(to.teamId, 'alerts')}`] : []),
    ...(over.length > 0 ? [overPart(over, to)] : []),
    footOf(to),
  ]
  return { subjectHeader: `Seedbed: ${head}`, text: `${parts.join('\n\n')}\n` }
}

/** Nobody reads on after these. */
const mostDomains = 20
const mostOfOne = 5
const mostOver = 40

/** The newest of each alert: deliveries come in their order. */
const newsOf = (told: Told[]): Told[] => [...new Map(told.map((one) => [one.alert.id, one])).values()]

function domainPart(alerts: Told[], to: To, tongue: Tongue): string {
  const subject = alerts[0]?.alert.subject ?? ''
  const lines = alerts.slice(0, mostOfOne).flatMap((one) => {
    const { says, since } = one.alert
    return [
      `* ${oneLine(says.what.text)} (since ${minute(since)} UTC)`,
      ...(says.step ? [`  First step: ${oneLine(says.step.text)}`] : []),
      ...mailLines(one, tongue).map((line) => `  ${line}`),
      `  ${linkOf(one, to)}`,
    ]
  })
  const more = alerts.length - mostOfOne
  return [subject, ...lines, ...(more > 0 ? [`* and ${more} more`] : [])].join('\n')
}

function overPart(over: Told[], { teamId }: To): string {
  const lines = over.slice(0, mostOver).map((one) => `* ${headOf(one).replace(': over: ', ': ')}`)
  const more = over.length - mostOver
  return ['Over:', ...lines, ...(more > 0 ? [`* and ${more} more: ${pageOf(teamId, 'alerts?list=recovered')}`] : [])].join('\n')
}

/**
 * The body for a chat with Slack's kind of webhook. What DNS and servers say must not become a link or call everybody there, so that what Slack
 * reads as its own is escaped (docs.slack.dev, Formatting message text), and an @ of the others calls nobody.
 */
export function chatOf(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '@': '@\u200b' }
  return JSON.stringify({ text: text.replaceAll(/[&<>@]/g, (character) => entities[character] ?? '') })
}

/**
 * The headers of a webhook: what proves that it is from us, and lets the other side know one it has had. As Standard Webhooks has it
 * (standardwebhooks.com): HMAC-SHA256 over `id.timestamp.body`, with the key after `whsec_` in base64.
 */
export function signatureOf(id: string, body: string, secret: string, now: Date): Record<string, string> {
  const seconds = String(Math.floor(now.getTime() / 1000))
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` }
}
