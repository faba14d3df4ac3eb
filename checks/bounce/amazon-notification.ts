/** Amazon SES tells of bounces in JSON, which SNS sends on as a mail: a notification whose `Message` is a document of its own. */
import type { ReportedRecipient } from './dsn.ts'

const mostRecipients = 1000

/** The recipients of a bounce notification; [] when this is none. Never throws. */
export function readAmazonNotification(text: string): ReportedRecipient[] {
  if (!/"notificationType|"eventType|\\"(?:notification|event)Type/.test(text)) return []
  const outer = objectIn(text)
  const notification = typeof outer?.Message === 'string' ? objectIn(outer.Message) : outer
  const { bounce, mail } = notification ?? {}
  if (!isRecord(bounce) || !Array.isArray(bounce.bouncedRecipients)) return []
  const action = bounce.bounceType === 'Transient' ? 'delayed' : 'failed'
  const remote = isRecord(mail) ? wordOf(mail.remoteMtaIp) : ''
  return bounce.bouncedRecipients
    .slice(0, mostRecipients)
    .filter(isRecord)
    .map((one) => ({
      recipient: wordOf(one.emailAddress),
      action: wordOf(one.action) || action,
      status: /^[245]\.\d{1,3}\.\d{1,3}/.exec(wordOf(one.status))?.[0] ?? '',
      diagnostic: wordOf(one.diagnosticCode).replace(/^[\w-]{1,20}; */, ''),
      remote,
      complete: false,
    }))
}

/** The JSON object in a text; long lines may have been broken on the way, marked or not. */
function objectIn(text: string): Record<string, unknown> | undefined {
  const json = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)
  try {
    const read: unknown = JSON.parse(json.replace(/!?\r?\n ?/g, ''))
    return isRecord(read) ? read : undefined
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const wordOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 4000) : '')
