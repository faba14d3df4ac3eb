import { type Check, fail, pass, say, unknown } from '../check.ts'
import type { ProbedHost } from '../subject.ts'
import { notAsked, onServer, talking } from './of-port.ts'
import { isAccepted, rcptReply, sawRcpt } from './rcpt-reply.ts'

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
