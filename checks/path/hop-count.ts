import { type Check, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { evidenceOf, routeOf, routeUnknown } from '../facts/route.ts'
import type { TestMail } from '../subject.ts'

/** Servers that may pass a mail on before Gmail takes it for a loop (554 5.4.6). */
const most = 50

/** How many servers did the mail pass? RFC 5321 §6.3 finds loops by counting Received fields. */
export const hopCount: Check<TestMail> = {
  id: 'hop-count',
  title: 'Number of steps',
  reference: 'RFC 5321 §6.3',

  async run(mail) {
    const unknown = routeUnknown(mail)
    if (unknown) return unknown
    const count = routeOf(mail).claimed + 1
    const evidence = [{ where: 'Received fields, and the step to us', what: String(count) }, ...evidenceOf(mail)]
    const circle = goesInCircles(mail)
    if (circle)
      return fail('loop', { evidence, explanation: say`${circle} took the mail from another server three times or more.`, fix })
    if (count > most)
      return fail('loop', { evidence, explanation: say`The mail passed ${count} servers. It went in a loop.`, fix })
    if (count > 20) return warn('excessive', { evidence, explanation: say`The mail passed ${count} servers.`, fix })
    if (count > 8) return info('many', { evidence, explanation: say`The mail passed ${count} servers.` })
    return pass('normal', {
      evidence,
      explanation: count === 1 ? say`The mail came in one step.` : say`The mail came in ${count} steps.`,
    })
  },
}

/** A server that took the mail from other servers again and again. A filter that hands it back on the same machine does not count. */
function goesInCircles(mail: TestMail): string | undefined {
  const times = new Map<string, number>()
  for (const { by, from, reverse, address } of routeOf(mail).hops) {
    const own = from === by || reverse === by || from === 'localhost' || /^(127\.|::1$)/.test(address)
    if (by === '' || own || (from === '' && address === '')) continue
    times.set(by, (times.get(by) ?? 0) + 1)
  }
  return [...times].find(([, count]) => count >= 3)?.[0]
}

const fix: Fix = {
  who: 'mail-server',
  say: say`Shorten the way the mail takes, and look for two servers that hand it to each other.`,
  why: say`Gmail refuses mail that passed more than ${most} servers, and every step can lose or delay it.`,
}
