/** What a server says to a recipient, in the words of the bounce classifier. */
import { classify, type Classified } from '../bounce/classify.ts'
import type { Evidence } from '../check.ts'
import { type EnvelopeId, envelopesFor, replyTo, whereOf } from '../facts/port-looks.ts'
import { type Net, type PortLook, type SmtpReply, Unreachable } from '../net.ts'
import type { ProbedHost } from '../subject.ts'

export interface RcptReply {
  look: PortLook
  reply: SmtpReply
  text: string
  meaning: Classified
}

/** The answer to this envelope by the first server that gave one. @throws {Unreachable} when none did */
export function rcptReply(looks: PortLook[], id: EnvelopeId, subject: ProbedHost, net: Net): RcptReply {
  for (const look of looks) {
    const reply = replyTo(look, id, subject, net)
    if (reply) return readRcpt(look, reply)
  }
  throw new Unreachable(`${subject.host}:25`, 'closed', looks[0]?.address, 'smtp')
}

export function readRcpt(look: PortLook, reply: SmtpReply): RcptReply {
  const text = reply.lines.join(' ')
  const [enhanced = ''] = /^[245]\.\d{1,3}\.\d{1,3}\b/.exec(text) ?? []
  return { look, reply, text, meaning: classify({ code: reply.code, enhanced, text, host: look.host, phase: 'rcpt' }) }
}

export function sawRcpt({ look, reply, text }: RcptReply, id: EnvelopeId, subject: ProbedHost, net: Net): Evidence {
  const { from = '', to = '' } = envelopesFor(subject, net).find((one) => one.id === id) ?? {}
  return { where: `${whereOf(look)}: MAIL FROM:<${from}>, RCPT TO:<${to}>`, what: `${reply.code} ${text}`.slice(0, 300) }
}

export function isAccepted({ reply }: RcptReply): boolean {
  return reply.code === 250 || reply.code === 251
}

/** "Come back in a few minutes": said so, or by the codes that are used for it (RFC 6647 §2.3). */
export function isGreylisted({ reply, text, meaning }: RcptReply): boolean {
  if (reply.code < 400 || reply.code >= 500) return false
  return meaning.label === 'greylisted' || /gr[ae]y.?list/i.test(text) || /^4\.7\.[01]\b/.test(text)
}
