import { type Check, fail, pass, say, warn } from '../check.ts'
import { addressListings, sawLists } from '../facts/blocklists.ts'
import type { Sender } from '../subject.ts'
import { addressOf, isConclusive, listedAs, namesOf, notAnswered } from './outcome.ts'

/** Do neighbours bring the whole range into disrepute? */
export const blocklistIpRange: Check<Sender> = {
  id: 'blocklist-ip-range',
  title: 'Neighbours',
  reference: 'Spamhaus SBL/DROP; UCEPROTECT L2/L3',
  silence: 'not-answered',

  async run(sender, net) {
    const ip = addressOf(sender)
    if (typeof ip !== 'string') return ip
    const answers = await addressListings(ip, ['spamhaus', 'collateral'], net)
    const evidence = sawLists(answers)
    const move = say`Ask whoever rents you ${ip} to clear the range, or move to another address.`
    if (listedAs(answers, 'drop').length > 0) {
      return fail('drop', {
        evidence,
        explanation: say`${ip} is in a network that Spamhaus says is run by criminals. Many networks route nothing from it.`,
        cause: 'ip-listed',
        fix: { who: 'network-owner', say: move, why: say`You cannot be taken off this list alone: it holds whole networks.` },
      })
    }
    const ranges = listedAs(answers, 'range')
    if (ranges.length > 0) {
      return warn('range', {
        evidence,
        explanation: say`The range of ${ip} is on ${namesOf(ranges)}, for what neighbours did.`,
        fix: {
          who: 'network-owner',
          say: move,
          why: say`Few receivers use these lists, but the neighbours may bring you onto others.`,
        },
      })
    }
    if (!isConclusive(answers)) return notAnswered(answers)
    return pass('clear', { evidence, explanation: say`No list that answered holds the range of ${ip}.` })
  },
}
