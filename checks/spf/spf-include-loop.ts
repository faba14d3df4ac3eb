import { type Check, type Evidence, fail, type Fix, pass, say } from '../check.ts'
import { sawSpf } from '../facts/saw-spf.ts'
import { type SpfTree, spfSteps, spfTree } from '../facts/spf-tree.ts'
import { withoutTerms } from '../records/spf.ts'
import type { Domain } from '../subject.ts'
import { askWhetherUsed, noRecord, ownTerms, records, replaced } from './change.ts'

/** Do includes refer to themselves? Then receivers go round until the limit of look-ups stops them. */
export const spfIncludeLoop: Check<Domain> = {
  id: 'spf-include-loop',
  title: 'Include loops',
  reference: 'RFC 7208 §4.6.4, §5.2',

  async run(subject, net) {
    if (!subject.spfDomain) return noRecord('no-record', undefined)
    const tree = await spfTree(subject, net)
    const { root, loops, silences } = tree
    if (!root.record) return noRecord('no-record', root)
    const [loop] = loops
    if (loop) {
      const circle: Evidence = { where: 'include loop', what: loop.join(' → ') }
      const explanation = say`The SPF record goes round in a circle at ${loop[0] ?? ''}, so receivers treat it as unreadable.`
      return fail('loop', { evidence: [...sawSpf(root), circle], explanation, fix: cut(tree) })
    }
    const [silence] = silences
    if (silence) throw silence
    return pass('none', { evidence: sawSpf(root), explanation: say`No included record leads back to itself.` })
  },
}

function cut(tree: SpfTree): Fix {
  const { root } = tree
  const closing = [...spfSteps(root)].find(({ step }) => step.skipped === 'loop')
  const term = closing?.step.term
  const why = say`Every turn costs look-ups, and after ten receivers stop with a permanent error.`
  if (!closing || !term) return { who: 'dns', say: say`Take out the include that leads back.`, why }
  const fix: Fix = { who: 'dns', say: say`Take ${term.text} out of the record of ${closing.at.domain}.`, why }
  // The name that comes back is already being read, so taking it out takes nobody away.
  if (closing.at === root && root.record)
    return { ...fix, ...records(replaced(root.domain, root.record, withoutTerms(root.record, [term]))) }
  return {
    ...fix,
    asks: askWhetherUsed(root, ownTerms(tree, [closing.step]), say`Ask ${closing.at.domain} to correct its record.`),
  }
}
