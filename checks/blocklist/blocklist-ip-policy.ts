import { type Check, fail, pass, say } from '../check.ts'
import { addressListings, sawLists } from '../facts/blocklists.ts'
import type { Sender } from '../subject.ts'
import { addressOf, isConclusive, listedAs, notAnswered } from './outcome.ts'

/**
 * Is the address one of those that should not send by themselves? The owner of the range says so, and it is no reproach. `listed-mx`, for
 * addresses that only submitted with authentication or only receive, needs a session or an MX to tell, and is left to those who have one.
 */
export const blocklistIpPolicy: Check<Sender> = {
  id: 'blocklist-ip-policy',
  title: 'End-user addresses',
  reference: 'Spamhaus PBL policy; RFC 5321 §7.9',
  silence: 'not-answered',

  async run(sender, net) {
    const ip = addressOf(sender)
    if (typeof ip !== 'string') return ip
    const answers = await addressListings(ip, ['spamhaus'], net)
    const evidence = sawLists(answers)
    if (listedAs(answers, 'policy').length > 0) {
      return fail('listed', {
        evidence,
        explanation: say`${ip} is in a range for end users. Large receivers take no mail straight from it.`,
        fix: {
          who: 'mail-server',
          say: say`Send through your provider's server, on port 465 or 587.`,
          why: say`The list holds addresses whose owner says that nobody should send mail from them directly.`,
          steps: [say`Is the address yours alone and fixed? Then take it off the list: ${'https://check.spamhaus.org/'}`],
        },
      })
    }
    if (!isConclusive(answers)) return notAnswered(answers)
    return pass('clear', { evidence, explanation: say`${ip} is on no list of end-user addresses.` })
  },
}
