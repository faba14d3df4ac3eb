import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { evidenceOf, hostOf, routeOf, routeUnknown, stepsOf } from '../facts/route.ts'
import type { TestMail } from '../subject.ts'

const second = 1000

/** Do the clocks of the servers agree? A mail cannot arrive before it was sent. */
export const hopTimeSkew: Check<TestMail> = {
  id: 'hop-time-skew',
  title: 'Clocks on the way',
  reference: 'RFC 5321 §4.4',

  async run(mail) {
    const unknown = routeUnknown(mail)
    if (unknown) return unknown
    const route = routeOf(mail)
    const evidence = evidenceOf(mail)
    const odd = route.hops.find(({ impossibleZone }) => impossibleZone)
    if (odd)
      return warn('wrong', {
        evidence,
        explanation: say`${hostOf(odd)} writes a time zone that does not exist.`,
        fix: setClock(hostOf(odd)),
      })
    const [back] = stepsOf(route).toSorted((a, b) => a.took - b.took)
    if (!back || back.took >= -5 * second)
      return pass('agree', { evidence, explanation: say`The clocks of the servers on the way agree.` })
    const host = hostOf(back.from)
    const seconds = Math.round(-back.took / second)
    const explanation = say`By its own clock, ${host} had the mail ${seconds} seconds after the next server took it.`
    if (seconds <= 300) return info('skewed', { evidence, explanation })
    return warn('wrong', { evidence, explanation, fix: setClock(host) })
  },
}

const setClock = (host: string): Fix => ({
  who: 'mail-server',
  say: say`Let ${host} set its clock by NTP.`,
  why: say`With wrong clocks nobody can tell where a mail waited, and filters distrust dates of the future.`,
})
