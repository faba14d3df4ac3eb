import { type Check, info, pass, say } from '../check.ts'
import { sawSpf } from '../facts/saw-spf.ts'
import { spfTree } from '../facts/spf-tree.ts'
import { networkOf, overlapIn, present } from '../records/networks.ts'
import type { Domain } from '../subject.ts'
import { noRecord } from './change.ts'

/** Does a network of the record lie inside another? It could go, and the record would be shorter. */
export const spfRangeOverlap: Check<Domain> = {
  id: 'spf-range-overlap',
  title: 'Overlapping networks',
  reference: 'RFC 7208 §5.6',

  async run(subject, net) {
    if (!subject.spfDomain) return noRecord('no-record', undefined)
    const { root } = await spfTree(subject, net)
    if (!root.record) return noRecord('no-record', root)
    const evidence = sawSpf(root)
    // An address that is taken out before its network is permitted is no repetition.
    const terms = root.record.terms.filter((term) => term.kind === 'mechanism').filter(({ qualifier }) => qualifier === '+')
    const overlap = overlapIn(terms.map(networkOf).filter((network) => network !== undefined))
    if (overlap) {
      const { inner, outer } = overlap
      const seen = { where: `${root.domain} TXT: ${inner.term.text}`, what: `lies inside ${present(outer)}` }
      const explanation = say`${inner.term.text} is not needed, since it lies inside ${outer.term.text}.`
      return info('overlap', { evidence: [...evidence, seen], explanation })
    }
    return pass('none', { evidence, explanation: say`No network of the SPF record lies inside another.` })
  },
}
