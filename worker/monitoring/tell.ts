/** An alert in the words of each channel. It carries what is known of a domain, and nothing of a mail. */
import { createHmac } from 'node:crypto'
import { env } from '#env'
import type { DueDelivery } from '#prisma/delivery.ts'

type Told = Pick<DueDelivery, 'id' | 'event' | 'alert'>

const minute = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ')
const linkOf = ({ alert }: Told): string => (alert.scanId ? `${env.BASE_URL}/scan/${alert.scanId}` : `${env.BASE_URL}/alerts`)

/** The line that says it all. */
export function headOf({ event, alert: { subject, says } }: Told): string {
  const what = says.what.text.replace(/\.$/, '')
  return event === 'recovered' ? `${subject}: over: ${what}` : `${subject}: ${what}`
}

/** A mail: one alert, or all of a day. */
export function mailOf(told: Told[]): { subjectHeader: string; text: string } {
  const [first] = told
  const subjectHeader = told.length === 1 && first ? headOf(first) : `Seedbed: ${told.length} changes`
  return { subjectHeader, text: `${told.map(paragraphOf).join('\n\n')}\n` }
}

function paragraphOf(told: Told): string {
  const { event, alert } = told
  const { what, cause, step } = alert.says
  const lines = [
    event === 'recovered' ? `Over since now, ${alert.subject}: ${what.text}` : `${alert.subject}: ${what.text}`,
    `Since ${minute(alert.since)} UTC.`,
    ...(event === 'opened' && cause ? [`Why it matters: ${cause.text}`] : []),
    ...(event === 'opened' && step ? [`First step: ${step.text}`] : []),
    linkOf(told),
  ]
  return lines.join('\n')
}

/** What a webhook is sent. Fields are only added. */
export function bodyOf(told: Told, now: Date): string {
  const { event, alert } = told
  const { what, cause, step } = alert.says
  return JSON.stringify({
    type: `alert.${event}`,
    timestamp: now.toISOString(),
    data: {
      ...{ id: alert.id, kind: alert.kind, subject: alert.subject, check: alert.checkId || null, code: alert.code || null },
      ...{ since: alert.since.toISOString(), what: what.text, cause: cause?.text ?? null, step: step?.text ?? null },
      report: linkOf(told),
    },
  })
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
