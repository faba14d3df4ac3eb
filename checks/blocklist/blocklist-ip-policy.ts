import { type Check, fail, info, pass, say } from '../check.ts'
import { addressListings, sawLists } from '../facts/blocklists.ts'
import { few } from '../facts/few.ts'
import { addressesOf, gap, mxTable } from '../facts/mx-table.ts'
import { publicAddress } from '../facts/public-address.ts'
import type { Domain, Sender } from '../subject.ts'
import { addressOf, isConclusive, listedAs, notAnswered } from './outcome.ts'

/**
 * Is the address one of those that should not send by themselves? The owner of the range says so, and it is no reproach. A mail server that
 * only receives may be one of them (`listed-mx`).
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

/** Addresses looked at: each is a question to a list that counts them. */
const mostAddresses = 8

/**
 * Are mail servers of the domain in a range for end users? Such a server may well receive; only from it nobody takes mail, so that it has to
 * send through another. Asks nothing that blocklist-nameserver does not ask.
 */
export const mailServerPolicy: Check<Domain> = {
  ...blocklistIpPolicy,

  async run({ domain }, net) {
    if (!domain) return info('not-applicable', { evidence: [], explanation: say`There is no domain to look at.` })
    const table = await mxTable(domain, net)
    const addresses = [...new Set(table.hosts.flatMap(addressesOf))].filter(publicAddress).slice(0, mostAddresses)
    const answers = (await Promise.all(addresses.map((ip) => addressListings(ip, ['spamhaus'], net)))).flat()
    const evidence = few(sawLists(answers))
    const [listed] = listedAs(answers, 'policy')
    if (listed) {
      const explanation = say`The mail server ${listed.about} is in a range for end users. That does no harm while it only receives.`
      return info('listed-mx', { evidence, explanation })
    }
    const silence = gap(table)
    if (silence) throw silence
    if (answers.length === 0) {
      return info('not-applicable', { evidence, explanation: say`${domain} has no mail server with a public address.` })
    }
    if (!isConclusive(answers)) return notAnswered(answers)
    return pass('clear', { evidence, explanation: say`No mail server of ${domain} is in a range for end users.` })
  },
}
