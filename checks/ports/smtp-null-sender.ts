import { type Check, fail, pass, say, unknown } from '../check.ts'
import { replyTo } from '../facts/port-looks.ts'
import { type Net, type SmtpReply, Unreachable } from '../net.ts'
import type { ProbedHost } from '../subject.ts'
import { notAsked, onServer, talking } from './of-port.ts'
import { isAccepted, type RcptReply, rcptReply, sawRcpt } from './rcpt-reply.ts'

/** Does the server take mail without a sender, as every bounce is? */
export const smtpNullSender: Check<ProbedHost> = {
  id: 'smtp-null-sender',
  title: 'Mail without a sender',
  reference: 'RFC 5321 §4.5.5, §6.1',

  async run(subject, net) {
    const found = await talking(subject, net)
    if ('nothing' in found) return found.nothing
    if (!subject.consents) return notAsked(say`Whether ${subject.host} takes bounces was not tried.`, found.evidence)
    const answer = rcptReply(found.looks, 'null', subject, net)
    const { look, reply } = answer
    const evidence = [sawRcpt(answer, 'null', subject, net)]
    if (isAccepted(answer))
      return pass('accepted', { evidence, explanation: say`${look.host} takes mail without a sender, as bounces are.` })
    if (reply.code >= 500 && refusesEverybody(answer, subject, net))
      throw new Unreachable(`${look.host}:25`, 'refused', look.address, 'smtp')
    if (reply.code >= 500) {
      return fail('rejected', {
        evidence,
        explanation: say`${look.host} refuses mail without a sender, so nobody there learns that a mail of theirs came back.`,
        fix: onServer(
          say`Do not refuse ${'MAIL FROM:<>'} on ${look.host}, and take mail for postmaster.`,
          say`Bounces, read receipts and the questions of other servers come without a sender.`,
        ),
      })
    }
    const explanation = say`${look.host} put off a mail without a sender.`
    return unknown('deferred', { side: 'theirs', evidence, explanation })
  },
}

/**
 * Does a mail with a sender fare no better? Then it is not the missing sender that is refused: the same mailbox does not exist, or this Seedbed is
 * blocked, which every recipient is told in the same words.
 */
function refusesEverybody({ look, reply }: RcptReply, subject: ProbedHost, net: Net): boolean {
  const known = replyTo(look, subject.recipient ? 'recipient' : 'random', subject, net)
  if (!known || known.code < 500) return false
  return subject.recipient !== undefined || inWords(known) === inWords(reply)
}

/** What was said, whoever it was said of. */
function inWords({ code, lines }: SmtpReply): string {
  return `${code} ${lines.join(' ').replaceAll(/\S+@\S+/g, '')}`
}
