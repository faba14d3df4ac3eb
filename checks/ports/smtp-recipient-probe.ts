import { type Check, fail, info, pass, say, unknown, warn } from '../check.ts'
import { replyTo } from '../facts/port-looks.ts'
import type { ProbedHost } from '../subject.ts'
import { notAsked, onServer, talking } from './of-port.ts'
import { isAccepted, isGreylisted, rcptReply, readRcpt, sawRcpt } from './rcpt-reply.ts'

/** What does the server say to the address that was given? */
export const smtpRecipientProbe: Check<ProbedHost> = {
  id: 'smtp-recipient-probe',
  title: 'The recipient',
  reference: 'RFC 5321 §3.3, §4.2.3',

  async run(subject, net) {
    const found = await talking(subject, net)
    if ('nothing' in found) return found.nothing
    const { recipient } = subject
    if (!recipient) return notAsked(say`No recipient was given to be named to ${subject.host}.`, found.evidence)
    const answer = rcptReply(found.looks, 'recipient', subject, net)
    const { look, reply, meaning } = answer
    const random = replyTo(look, 'random', subject, net)
    const other = random && readRcpt(look, random)
    const evidence = [
      sawRcpt(answer, 'recipient', subject, net),
      ...(other ? [sawRcpt(other, 'random', subject, net)] : []),
      { where: 'what that means', what: meaning.sentence.text },
    ]
    if (isAccepted(answer) && other && isAccepted(other)) {
      const explanation = say`${look.host} takes mail for ${recipient}, but also for a mailbox that nobody has, so that proves nothing.`
      return info('catch-all', { evidence, explanation })
    }
    if (isAccepted(answer)) return pass('accepted', { evidence, explanation: say`${look.host} takes mail for ${recipient}.` })
    if (isGreylisted(answer)) {
      const explanation = say`${look.host} asks every new sender to come back in a few minutes, so nothing is known about ${recipient} yet.`
      return unknown('greylisted', { side: 'theirs', evidence, explanation })
    }
    if (meaning.label === 'mailbox-full') {
      const explanation = say`The mailbox ${recipient} is full.`
      const fix = onServer(say`Empty the mailbox ${recipient}, or give it more room.`, say`Mail to it comes back to its senders.`)
      return warn('full', { evidence, explanation, fix })
    }
    if (reply.code < 500) {
      const explanation = say`${look.host} cannot say just now whether it takes mail for ${recipient}.`
      return unknown('deferred', { side: 'theirs', evidence, explanation })
    }
    if (meaning.class === 'hard' || (meaning.class === 'unknown' && [550, 551, 553].includes(reply.code))) {
      return fail('rejected', {
        evidence,
        explanation: say`${look.host} takes no mail for ${recipient}.`,
        fix: onServer(
          say`If ${recipient} should exist, create it, or let it lead to a mailbox that does.`,
          say`Mail to it comes back to its senders, and too many such mails harm a sender's reputation.`,
        ),
      })
    }
    const explanation = say`${look.host} refuses this Seedbed, not ${recipient}: its reply speaks of a rule or a list.`
    return unknown('blocked', { side: 'theirs', evidence, explanation })
  },
}
