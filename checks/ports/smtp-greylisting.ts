import { type Check, type Evidence, info, pass, say, unknown, warn } from '../check.ts'
import { envelopesFor } from '../facts/port-looks.ts'
import { type Net, type PortLook, Unreachable } from '../net.ts'
import type { ProbedHost } from '../subject.ts'
import { notAsked, onServer, talking } from './of-port.ts'
import { isAccepted, isGreylisted, type RcptReply, rcptReply, readRcpt, sawRcpt } from './rcpt-reply.ts'

/** Minutes after the first try at which it is tried again. RFC 6647 §5: a sender is let in within minutes. */
const retries = [5, 14, 30, 60]
const shortMinutes = 15

/** Does the server send every new sender away for a while first? */
export const smtpGreylisting: Check<ProbedHost> = {
  id: 'smtp-greylisting',
  title: 'Greylisting',
  reference: 'RFC 6647 §2, §5',

  async run(subject, net) {
    const found = await talking(subject, net)
    if ('nothing' in found) return found.nothing
    if (!subject.recipient && !subject.consents) return notAsked(say`No recipient was named to ${subject.host}.`, found.evidence)
    const id = subject.recipient ? 'recipient' : 'null'
    const first = rcptReply(found.looks, id, subject, net)
    const evidence = [sawRcpt(first, id, subject, net)]
    if (!isGreylisted(first)) {
      if (first.reply.code >= 400 && first.reply.code < 500)
        throw new Unreachable(`${first.look.host}:25`, 'refused', first.look.address, 'smtp')
      return pass('none', { evidence, explanation: say`${subject.host} answers at the first try.` })
    }
    // Waiting an hour is for those who asked for it.
    if (!subject.patient) throw new Unreachable(`${first.look.host}:25`, 'budget', first.look.address, 'smtp')
    const later = await tryLater(first.look, id, subject, net)
    const all = [...evidence, ...later.map(({ minutes, reply }) => sawLater(minutes, reply))]
    const end = later.at(-1)
    if (!end || !isAccepted(end.reply)) {
      const explanation = say`${subject.host} still puts off our mail after an hour.`
      return unknown('endless', { side: 'theirs', evidence: all, explanation })
    }
    if (end.minutes <= shortMinutes) {
      const explanation = say`${subject.host} sends new senders away at first, and takes their mail within ${end.minutes} minutes.`
      return info('short', { evidence: all, explanation })
    }
    return warn('long', {
      evidence: all,
      explanation: say`${subject.host} takes the mail of a new sender only after ${end.minutes} minutes.`,
      fix: onServer(
        say`Let greylisting on ${subject.host} end after five minutes or less, and never apply to people who signed in.`,
        say`Codes to sign in and confirmations come too late to be of use.`,
      ),
    })
  },
}

interface Later {
  minutes: number
  reply: RcptReply
}

/** Tries again until it is accepted or the hour is over. */
async function tryLater({ host, address }: PortLook, id: 'recipient' | 'null', subject: ProbedHost, net: Net): Promise<Later[]> {
  const envelope = envelopesFor(subject, net).find((one) => one.id === id)
  const tries: Later[] = []
  for (const [index, minutes] of retries.entries()) {
    const { from = '', to = '' } = envelope ?? {}
    const afterMs = (minutes - (retries[index - 1] ?? 0)) * 60_000
    const look = await net.probe.look(host, address, 25, { afterMs, envelopes: [{ from, to }] })
    const said = look.envelopes[0]?.rcpt ?? look.envelopes[0]?.mail
    if (!said) continue
    tries.push({ minutes, reply: readRcpt(look, said) })
    if (said.code < 400 || said.code >= 500) break
  }
  return tries
}

function sawLater(minutes: number, { reply, text }: RcptReply): Evidence {
  return { where: `the same, after ${minutes} minutes`, what: `${reply.code} ${text}`.slice(0, 300) }
}
