import { type Check, info, pass, say, unknown } from '../check.ts'
import { addressListings, sawLists } from '../facts/blocklists.ts'
import type { Sender } from '../subject.ts'
import { addressOf, listedAs } from './outcome.ts'

/** Is the address on a list of good senders? An answer over the limit of questions is no listing. */
export const allowlist: Check<Sender> = {
  id: 'allowlist',
  title: 'Allow list',
  reference: 'RFC 5782 §2.2; DNSWL.org',
  silence: 'not-answered',

  async run(sender, net) {
    const ip = addressOf(sender)
    if (typeof ip !== 'string') return ip
    const answers = await addressListings(ip, ['allow'], net)
    const evidence = sawLists(answers)
    if (answers.some(({ state }) => state === 'not-answered')) {
      return unknown('not-answered', { side: 'ours', evidence, explanation: say`DNSWL could not be asked.` })
    }
    if (listedAs(answers, 'trusted').length > 0)
      return pass('listed', { evidence, explanation: say`${ip} is on DNSWL, a list of good senders.` })
    if (listedAs(answers, 'untrusted').length > 0) {
      return info('category-none', { evidence, explanation: say`DNSWL knows ${ip}, but does not vouch for it.` })
    }
    return info('absent', { evidence, explanation: say`${ip} is on no list of good senders. Hardly anybody is.` })
  },
}
