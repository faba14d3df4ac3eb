import { type Check, fail, info, pass, say, unknown, warn } from '../check.ts'
import { longestGreetingMs, seconds, whereOf } from '../facts/port-looks.ts'
import type { ProbedHost } from '../subject.ts'
import { atPort, notApplicable, onServer } from './of-port.ts'

const fastMs = 5000
/** A delay that keeps bad senders away is shorter. */
const delayMs = 35_000

/** How long does the server let a sender wait for its greeting? */
export const smtpResponseTime: Check<ProbedHost> = {
  id: 'smtp-response-time',
  title: 'Time to the greeting',
  reference: 'RFC 5321 §4.5.3.2.1',

  async run(subject, net) {
    const { open, evidence } = await atPort(25, subject, net)
    if (open.length === 0) return notApplicable(evidence, subject)
    const silent = open.filter(({ banner }) => banner === undefined)
    const gone = silent.find(({ waitedMs = 0 }) => waitedMs >= longestGreetingMs)
    if (gone) {
      return fail('no-greeting', {
        evidence,
        explanation: say`${whereOf(gone)} takes connections and says nothing, for five minutes and longer.`,
        fix: hasten(gone.host),
      })
    }
    const slowest = open.reduce((one, other) => ((other.greetingMs ?? 0) > (one.greetingMs ?? 0) ? other : one))
    const ms = slowest.greetingMs ?? 0
    if (ms > delayMs) {
      return warn('slow', {
        evidence,
        explanation: say`${whereOf(slowest)} lets senders wait ${seconds(ms)} for its greeting.`,
        fix: hasten(slowest.host),
      })
    }
    const [waiting] = silent
    if (waiting) {
      return unknown('pending', {
        side: 'theirs',
        evidence,
        explanation: say`${whereOf(waiting)} took the connection and had said nothing after ${seconds(waiting.waitedMs ?? 0)}. It may be a tarpit, a delay on purpose.`,
      })
    }
    if (ms >= fastMs) {
      const explanation = say`${whereOf(slowest)} greets after ${seconds(ms)}, often on purpose: impatient senders of spam go away.`
      return info('greet-delay', { evidence, explanation })
    }
    return pass('fast', { evidence, explanation: say`${subject.host} greets after ${seconds(ms)}.` })
  },
}

function hasten(host: string) {
  return onServer(
    say`See what ${host} looks up while a sender waits: most often it is a blocklist or name server that does not answer.`,
    say`Senders wait five minutes at most, and large ones less.`,
    [say`A delay on purpose is best below half a minute.`],
  )
}
