import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { policyUrl } from '../facts/mta-sts.ts'
import { longestMaxAge } from '../records/mta-sts.ts'
import type { Domain } from '../subject.ts'
import { withPolicy } from './no-mta-sts.ts'

const day = 86_400
const week = 7 * day

/** How long may senders keep the policy? Between two mails it has to last, or an attacker waits until it is forgotten. */
export const mtaStsMaxAge: Check<Domain> = {
  id: 'mta-sts-max-age',
  title: 'MTA-STS lifetime',
  reference: 'RFC 8461 §3.2',
  silence: 'not-observed',

  run: async ({ domain }, net) =>
    await withPolicy(domain, net, ({ mode, maxAge = 0 }) => {
      const evidence = [{ where: policyUrl(domain), what: `max_age: ${maxAge}` }]
      if (maxAge > longestMaxAge) {
        const explanation = say`The policy asks to be kept for ${maxAge} seconds, more than the year that is allowed. Senders cut it or refuse it.`
        return warn('too-long', { evidence, explanation, fix: aWeek(domain) })
      }
      if (maxAge < day && mode === 'enforce') {
        const explanation = say`Senders forget the policy after ${maxAge} seconds, often before the next mail.`
        return warn('very-short', { evidence, explanation, fix: aWeek(domain) })
      }
      if (maxAge < week || mode !== 'enforce') {
        return info('short', {
          evidence,
          explanation: say`Senders keep the policy for ${maxAge} seconds. Once it enforces, a week or more is better.`,
        })
      }
      return pass('long', { evidence, explanation: say`Senders keep the policy for ${maxAge} seconds.` })
    }),
}

function aWeek(domain: string): Fix {
  return {
    who: 'mail-server',
    say: say`Write ${'max_age: 604800'} (one week) or more in the policy at ${policyUrl(domain)}, then change the id in its record.`,
    why: say`The policy protects only as long as senders remember it.`,
  }
}
