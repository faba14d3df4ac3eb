import { type Check, type Evidence, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { sawSpf, sawStep } from '../facts/saw-spf.ts'
import { type SpfStep, spfTree } from '../facts/spf-tree.ts'
import { networkOf, unseenKind } from '../records/networks.ts'
import { withoutTerms } from '../records/spf.ts'
import type { Domain } from '../subject.ts'
import { noRecord, records, replaced } from './change.ts'

/** Does the record list addresses that no receiver ever sees: private, loopback, documentation, multicast? */
export const spfRangeSpecial: Check<Domain> = {
  id: 'spf-range-special',
  title: 'Addresses nobody can send from',
  reference: 'RFC 6890; RFC 7208 §5.6',

  async run(subject, net) {
    if (!subject.spfDomain) return noRecord('no-record', undefined)
    const { root } = await spfTree(subject, net)
    const { record, domain } = root
    if (!record) return noRecord('no-record', root)
    const special = root.steps.filter((step) => kindOf(step) !== undefined)
    const [first] = special
    if (!first)
      return pass('none', { evidence: sawSpf(root), explanation: say`Every address in the SPF record is a public one.` })
    const sawSpecial = (step: SpfStep): Evidence => sawStep(root, step, `${kindOf(step)}`)
    const terms = special.map(({ term }) => term)
    return warn('present', {
      evidence: [...sawSpf(root), ...few(special.map(sawSpecial))],
      explanation: say`No receiver ever sees ${first.term.text} (${kindOf(first) ?? ''}).`,
      fix: {
        who: 'dns',
        say: say`Take out the addresses that are not public.`,
        why: say`They permit nobody outside, and show how your own network is numbered.`,
        ...records(replaced(domain, record, withoutTerms(record, terms))),
      },
    })
  },
}

function kindOf({ term }: SpfStep): string | undefined {
  const network = term.kind === 'mechanism' ? networkOf(term) : undefined
  return network && unseenKind(network)
}
