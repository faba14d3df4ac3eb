import { type Check, fail, pass, say, warn } from '../check.ts'
import { dmarcWalk } from '../facts/organizational-domain.ts'
import type { Domain } from '../subject.ts'
import { keepOne, noRecord, sawWalk } from './change.ts'

/** Is there more than one record at a name? Then all of them are discarded. */
export const dmarcMultiple: Check<Domain> = {
  id: 'dmarc-multiple',
  title: 'Several DMARC records',
  reference: 'RFC 9989 §4.10',

  async run({ domain }, net) {
    if (!domain) return noRecord(undefined)
    const walk = await dmarcWalk(domain, net)
    const evidence = sawWalk(walk)
    const several = walk.steps.find(({ texts }) => texts.length > 1)
    if (!several) return pass('single', { evidence, explanation: say`No name has more than one DMARC record.` })
    if (walk.found) {
      const explanation = say`${several.domain} has ${several.texts.length} DMARC records. All are discarded, and the one of ${walk.found.domain} applies.`
      return fail('multiple', { evidence, explanation, fix: keepOne(several) })
    }
    const explanation = say`${several.domain} has ${several.texts.length} DMARC records. Receivers then use none of them.`
    return warn('multiple-only', { evidence, explanation, cause: 'no-dmarc', fix: keepOne(several) })
  },
}
