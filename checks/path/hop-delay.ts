import { type Check, type Fix, info, pass, say, type Words, warn } from '../check.ts'
import { evidenceOf, hostOf, routeOf, routeUnknown, stepsOf } from '../facts/route.ts'
import type { TestMail } from '../subject.ts'

const minute = 60_000

/** Where did the mail wait? By the clocks of the servers it passed, which need not agree. A wait that our own refusals caused is no delay. */
export const hopDelay: Check<TestMail> = {
  id: 'hop-delay',
  title: 'Time on the way',
  reference: 'RFC 5321 §4.4',

  async run(mail) {
    const unknown = routeUnknown(mail)
    if (unknown) return unknown
    const [firstTry] = mail.earlierTries ?? []
    const route = routeOf(mail)
    const steps = stepsOf(firstTry ? { ...route, arrived: Date.parse(firstTry.at) } : route)
    const evidence = evidenceOf(mail)
    const whole = steps.reduce((sum, { took }) => sum + Math.max(0, took), 0)
    const [slowest] = steps.toSorted((a, b) => b.took - a.took)
    if (!slowest || whole < minute)
      return pass('fast', { evidence, explanation: say`The mail was under way for less than a minute.` })
    const host = hostOf(slowest.from)
    const explanation = say`The mail was under way for ${lasting(whole)}, most of it at ${host}.`
    if (whole < 5 * minute) return info('some', { evidence, explanation })
    if (whole < 60 * minute) return info('slow', { evidence, explanation })
    return warn('very-slow', { evidence, explanation, fix: look(host) })
  },
}

/** A time in words, to the minute. */
export function lasting(milliseconds: number): Words {
  const minutes = Math.round(milliseconds / minute)
  if (minutes < 120) return minutes === 1 ? say`a minute` : say`${minutes} minutes`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? say`${hours} hours` : say`${Math.round(hours / 24)} days`
}

const look = (host: string): Fix => ({
  who: 'mail-server',
  say: say`Look at the queue of ${host}: its log holds the reason why the mail waited.`,
  why: say`A mail that comes an hour late has often lost its purpose, and a queue that grows delays all others.`,
})
