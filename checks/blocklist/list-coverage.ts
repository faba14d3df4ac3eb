import { type Check, info, pass, say, unknown } from '../check.ts'
import { selfTest } from '../facts/blocklists.ts'
import { type Blocklist, blocklists } from '../records/blocklists.ts'
import type { Net } from '../net.ts'

/** Could enough of these lists be asked? About our own set-up, nothing about the domain or address. */
function coverageOf(lists: readonly Blocklist[]): Check<unknown> {
  return {
    id: 'list-coverage',
    title: 'Lists that answered',
    reference: 'RFC 5782 §5',
    silence: 'poor',

    async run(_, net: Net) {
      const tested = await Promise.all(lists.map(async (list) => ({ list, trouble: await selfTest(list, net) })))
      const silent = tested.filter(({ trouble }) => trouble !== undefined)
      const evidence = tested.map(({ list, trouble }) => ({ where: list.zone, what: trouble ? trouble.why : 'passed its test' }))
      if (silent.length === 0) return pass('full', { evidence, explanation: say`All ${tested.length} lists answered.` })
      const weight = (some: typeof tested) => some.reduce((sum, { list }) => sum + list.weight, 0)
      const names = silent.map(({ list }) => list.name).join(', ')
      if (weight(silent) * 2 > weight(tested)) {
        const explanation = say`Most lists could not be asked: ${names}. Use a resolver of your own; the public ones are refused.`
        return unknown('poor', { side: 'ours', evidence, explanation })
      }
      return info('partial', { evidence, explanation: say`Not every list could be asked: not ${names}.` })
    },
  }
}

/** Of the lists that a domain's report asks. */
export const listCoverage = coverageOf(blocklists.filter(({ tier }) => tier === 'domain' || tier === 'spamhaus'))
/** Of the lists that are asked about an address. */
export const addressListCoverage = coverageOf(blocklists.filter(({ lists }) => lists !== 'name'))
