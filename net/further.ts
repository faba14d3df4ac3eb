/** What is asked of an SMTP server only with the consent of whoever runs it: names, and envelopes of mails that are never sent. */
import type { Envelope, PortLook, PortOptions, SmtpReply } from '#checks/net.ts'
import { smtpReply, Stopped, type Talk } from './talk.ts'

/** Milliseconds for a reply: a recipient may be looked up elsewhere first. */
const replyMs = 30_000
/** Milliseconds in which a mail that a bare LF ended would be answered. */
const lenientMs = 5000

interface Asked {
  seen: PortLook
  talk: Talk
  options: PortOptions
  caller: { name: string }
}

/** VRFY, EXPN, MAIL and RCPT, whatever `options` names, and RSET after each envelope. @throws {Stopped} */
export async function askFurther({ seen, talk, options, caller }: Asked): Promise<void> {
  for (const name of (options.verify ?? []).filter(isPath)) {
    const row: PortLook['verified'][number] = { name, vrfy: undefined, expn: undefined }
    seen.verified.push(row)
    row.vrfy = await answer(talk, `VRFY ${name}`)
    row.expn = await answer(talk, `EXPN ${name}`)
  }
  for (const envelope of options.envelopes ?? []) await tryEnvelope(seen, talk, envelope)
  if (options.smuggle && isPath(options.smuggle)) await trySmuggling(seen, talk, options.smuggle, caller.name)
}

/** Nothing that could end the path or the command early. */
function isPath(text: string): boolean {
  return /^[\x21-\x7e]{0,320}$/.test(text) && !/[<>]/.test(text)
}

async function answer(talk: Talk, line: string): Promise<SmtpReply> {
  talk.say(line)
  return await smtpReply(talk, replyMs)
}

async function tryEnvelope(seen: PortLook, talk: Talk, { from, to }: Envelope): Promise<void> {
  const row: PortLook['envelopes'][number] = { mail: undefined, rcpt: undefined }
  seen.envelopes.push(row)
  if (!isPath(from) || !isPath(to)) return
  row.mail = await answer(talk, `MAIL FROM:<${from}>`)
  if (row.mail.code === 250) row.rcpt = await answer(talk, `RCPT TO:<${to}>`)
  await answer(talk, 'RSET')
}

/**
 * Ends a mail with a bare LF on either side of the dot. A server that takes this for the end answers; one that does not is still reading, and
 * gets the true end (RFC 5321 §4.1.1.4). Either way one mail of ours arrives in the asker's own mailbox.
 */
async function trySmuggling(seen: PortLook, talk: Talk, to: string, name: string): Promise<void> {
  for (const line of [`MAIL FROM:<probe@${name}>`, `RCPT TO:<${to}>`, 'DATA']) {
    const { code } = await answer(talk, line)
    if (code !== (line === 'DATA' ? 354 : 250)) return
  }
  const mail = [
    `From: <probe@${name}>`,
    `To: <${to}>`,
    `Date: ${rfc5322(new Date())}`,
    'Subject: Seedbed tries the end of a mail',
    '',
  ]
  talk.send(
    `${[...mail, 'This mail was asked for.'].join('\r\n')}\n.\n`,
    '(a mail of a few lines, and a dot between two bare LF)',
  )
  const lenient = await talk.speaks(lenientMs)
  seen.smuggled = lenient
  if (!lenient) talk.send('\r\n.\r\n', '(the end as it should be)')
  const { code } = await smtpReply(talk, replyMs)
  if (code >= 500 && code < 600) seen.smuggled = false
  if (code === 421) throw new Stopped('closed')
}

/** RFC 5322 §3.3. */
function rfc5322(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000')
}
