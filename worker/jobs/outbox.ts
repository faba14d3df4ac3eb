import { createTransport, type Transporter } from 'nodemailer'
import { env } from '#env'
import { alone } from '#prisma/alone.ts'
import { dueMails, noteSent, noteUnsent, type OutboxView } from '#prisma/outbox.ts'
import { log } from '../log.ts'

/** At once; a relay that says nothing holds them no longer than the lock lasts. */
const batch = 5
/** Minutes to the next try; after the last a mail is given up. */
const pauses = [1, 5, 15, 60, 240, 720]
const patienceMs = 15_000

let relay: Transporter | undefined

/** Sends the mails of ours that are due through OUTBOUND_SMTP_URL, one process at a time. Returns how many were sent. */
export async function sendOutbox(now = new Date()): Promise<number> {
  if (!env.OUTBOUND_SMTP_URL) return 0
  return (await alone('outbox', () => sendDue(now))) ?? 0
}

async function sendDue(now: Date): Promise<number> {
  const mails = await dueMails({ now, take: batch })
  const results = await Promise.all(mails.map((mail) => send(mail, now)))
  return results.filter(Boolean).length
}

async function send(mail: OutboxView, now: Date): Promise<boolean> {
  const { id, recipient, subjectHeader: subject, text, attempts } = mail
  relay ??= openRelay()
  try {
    const from = { name: 'Seedbed', address: env.OUTBOUND_FROM ?? `seedbed@${env.SMTP_NAME}` }
    // One that is sent twice, because we stopped in between, is known to be the same.
    const messageId = `<${id}@${env.SMTP_NAME}>`
    await relay.sendMail({
      from,
      to: { name: '', address: recipient },
      subject,
      text,
      messageId,
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
    await noteSent({ id, now })
    return true
  } catch (error) {
    const pause = pauses[attempts]
    const nextAttemptAt = pause === undefined ? null : new Date(now.getTime() + pause * 60_000)
    const failure = error instanceof Error ? error.message : 'unknown'
    await noteUnsent({ id, failure, nextAttemptAt })
    log.warn({ id, attempt: attempts + 1, nextAttemptAt }, 'a mail of ours was not taken by the relay')
    return false
  }
}

const openRelay = (): Transporter =>
  createTransport({
    url: env.OUTBOUND_SMTP_URL,
    ...{ connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  })
