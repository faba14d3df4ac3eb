/** The form of a test send: what stands in it at first, and what happens when it is sent. */
import { formOf } from '../form.server.ts'
import { whoAsks } from '../who.server.ts'
import { maySend, startTestSend } from './ask.server.ts'
import { readMailbox } from './mailbox.server.ts'
import type { NewSend } from './new.tsx'
import { choices } from './page.server.ts'
import { samples } from './samples.ts'

/** The empty form; `?sample=…` and `?relay=…` and `?to=…` fill it. */
export async function newSend(request: Request): Promise<NewSend> {
  const { searchParams } = new URL(request.url)
  const who = await whoAsks(request)
  const { relays, addresses } = await choices(who)
  const { subject, text, html } = samples.find(({ id }) => id === searchParams.get('sample')) ??
    samples[0] ?? { subject: '', text: '', html: '' }
  const relay = searchParams.get('relay') ?? relays[0]?.id ?? ''
  const to = readMailbox(searchParams.get('to') ?? '')?.address ?? ''
  const fields = {
    relay,
    from: '',
    to,
    address: '',
    answer: '',
    subject,
    text,
    html,
    returnPath: addresses[0] ?? '',
    tries: 'days',
  }
  return { fields, maySend: maySend(who, 'send'), relays, addresses, faults: [], refused: null }
}

/** Sends what the form asks for; or the form again, with what is in the way. */
export async function answerNewSend(
  request: Request,
  client: string,
): Promise<{ id: string } | { page: NewSend; status: number }> {
  const form = await formOf(request)
  const field = (name: string) => {
    const value = form.get(name)
    return typeof value === 'string' ? value : ''
  }
  const typed = {
    ...{ relay: field('relay'), from: field('from'), subject: field('subject').trim(), text: field('text'), html: field('html') },
    ...{ returnPath: field('returnPath'), tries: field('tries') },
  }
  const to = field('to').trim() || chosen(field('address'), field('answer'))
  const asked = await startTestSend(request, client, { ...typed, to })
  if (asked.given) return { id: asked.send.id }
  const fields = { ...typed, to: field('to'), address: field('address'), answer: field('answer') }
  const who = await whoAsks(request)
  const page = { fields, maySend: maySend(who, 'send'), ...(await choices(who)) }
  if (asked.reason === 'faults') return { page: { ...page, faults: asked.faults, refused: null }, status: 400 }
  const retryAt = asked.reason === 'too-many' ? asked.retryAt.toISOString() : null
  return { page: { ...page, faults: [], refused: { retryAt } }, status: retryAt ? 429 : 403 }
}

/** `reply-550-5.1.1.<seed>@…` */
const chosen = (address: string, answer: string): string => (answer === '' ? address : `${answer}.${address}`)
