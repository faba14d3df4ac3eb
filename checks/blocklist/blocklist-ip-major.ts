import { type Check, fail, pass, say } from '../check.ts'
import { addressListings, sawLists } from '../facts/blocklists.ts'
import type { Sender } from '../subject.ts'
import { addressOf, delist, isConclusive, listedAs, namesOf, notAnswered } from './outcome.ts'

/** Is the sending address on a list that large receivers enforce? Policy lists are judged by blocklist-ip-policy. */
export const blocklistIpMajor: Check<Sender> = {
  id: 'blocklist-ip-major',
  title: 'Large blocklists',
  reference: 'RFC 5782 §2.1, §2.4, RFC 6471',
  silence: 'not-answered',

  async run(sender, net) {
    const ip = addressOf(sender)
    if (typeof ip !== 'string') return ip
    const answers = await addressListings(ip, ['spamhaus', 'major'], net)
    const listed = listedAs(answers, 'listed', 'drop')
    const evidence = sawLists(answers)
    const stop = say`Find what sent spam from ${ip} (a broken-in account or site, an open relay, a bad list) and stop it.`
    if (listed.some(({ list }) => list.tier === 'spamhaus')) {
      const explanation = say`${ip} is on a Spamhaus list. Most large receivers refuse mail from it.`
      return fail('listed-spamhaus', { evidence, explanation, cause: 'ip-listed', fix: delist(listed, stop) })
    }
    if (listed.length > 0) {
      const explanation = say`${ip} is on ${namesOf(listed)}. Many receivers refuse mail from it.`
      return fail('listed', { evidence, explanation, cause: 'ip-listed', fix: delist(listed, stop) })
    }
    if (!isConclusive(answers)) return notAnswered(answers)
    return pass('clear', { evidence, explanation: say`${ip} is on none of the large lists that answered.` })
  },
}
