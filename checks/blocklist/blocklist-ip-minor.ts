import { type Check, fail, info, pass, say, warn } from '../check.ts'
import { addressListings, sawLists } from '../facts/blocklists.ts'
import type { Sender } from '../subject.ts'
import { addressOf, delist, isConclusive, listedAs, namesOf, notAnswered } from './outcome.ts'

/** Is the address on lists that few receivers use? One alone says little; several that do not copy each other say more. */
export const blocklistIpMinor: Check<Sender> = {
  id: 'blocklist-ip-minor',
  title: 'Smaller blocklists',
  reference: 'RFC 5782 §2.1',
  silence: 'not-answered',

  async run(sender, net) {
    const ip = addressOf(sender)
    if (typeof ip !== 'string') return ip
    const answers = await addressListings(ip, ['minor', 'collateral'], net)
    const evidence = sawLists(answers)
    const listed = listedAs(answers, 'listed').filter(({ list }) => list.tier === 'minor')
    const fix = delist(
      listed,
      say`Most of these listings end by themselves within days; look first for what sent spam from ${ip}.`,
    )
    if (listed.length >= 3) {
      const explanation = say`${ip} is on ${listed.length} smaller lists: ${namesOf(listed)}.`
      return fail('several', { evidence, explanation, cause: 'ip-listed', fix })
    }
    if (listed.length > 0) {
      return warn('one', {
        evidence,
        explanation: say`${ip} is on ${namesOf(listed)}, which few receivers use.`,
        cause: 'ip-listed',
        fix,
      })
    }
    if (!isConclusive(answers)) return notAnswered(answers)
    const others = listedAs(answers, 'listed', 'policy', 'range')
    if (others.length > 0) {
      const explanation = say`${ip} is only on lists of neighbours or of end-user ranges: ${namesOf(others)}. Hardly any receiver uses them.`
      return info('informational', { evidence, explanation })
    }
    return pass('clear', { evidence, explanation: say`${ip} is on none of the smaller lists that answered.` })
  },
}
