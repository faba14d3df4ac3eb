/**
 * Is this mail a letter, from one person to another? It is when the header says that somebody wrote it in a mail program, answers a
 * mail, or writes from a mailbox of a free service; a machine's mail says so in Auto-Submitted, Feedback-ID or its name.
 */
import { isFreemail } from '../facts/freemail.ts'
import type { HeaderAddress, HeaderField } from '../subject.ts'

/** Fields that mail programs write, and no sending service does. */
const ofPrograms = new Set(['user-agent', 'thread-index', 'x-ms-has-attach', 'x-gm-message-state', 'in-reply-to'])
const programs = /^(?:apple mail|iphone mail|ipad mail|microsoft outlook|mozilla|thunderbird|evolution|kmail|mutt|the bat!)/i
const machine = /^(?:no-?reply|do-?not-?reply|notifications?|mailer-daemon|postmaster|bounces?)(?:$|[+-])/i

export function isPersonal(headers: HeaderField[], from: HeaderAddress[]): boolean {
  if (headers.some(saysMachine) || from.some(({ address }) => machine.test(address.split('@')[0] ?? ''))) return false
  return headers.some(saysPerson) || from.some(({ domain }) => isFreemail(domain))
}

function saysMachine({ name, value }: HeaderField): boolean {
  const field = name.toLowerCase()
  return field === 'feedback-id' || (field === 'auto-submitted' && !/^\s*no\b/i.test(value))
}

function saysPerson({ name, value }: HeaderField): boolean {
  const field = name.toLowerCase()
  return ofPrograms.has(field) || (field === 'x-mailer' && programs.test(value.trim()))
}
