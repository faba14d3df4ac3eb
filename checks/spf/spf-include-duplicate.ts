import { type Check, type Evidence, type Fix, info, pass, say, warn } from '../check.ts'
import { sawSpf, sawStep } from '../facts/saw-spf.ts'
import { follows, type SpfNode, type SpfStep, spfSteps, spfTree } from '../facts/spf-tree.ts'
import { sameOrganization } from '../records/names.ts'
import { withoutTerms } from '../records/spf.ts'
import type { Domain } from '../subject.ts'
import { noRecord, records, replaced } from './change.ts'

/** Is a name included twice? The second time permits nobody new and costs as many look-ups as the first. */
export const spfIncludeDuplicate: Check<Domain> = {
  id: 'spf-include-duplicate',
  title: 'Repeated includes',
  reference: 'RFC 7208 §4.6.4',

  async run(subject, net) {
    if (!subject.spfDomain) return noRecord('no-record', undefined)
    const { root, silences } = await spfTree(subject, net)
    if (!root.record) return noRecord('no-record', root)
    const repeats = repeatsIn(root)
    const own = repeats.find(({ first, again }) => isOwn(first.at, root) && isOwn(again.at, root))
    if (own) {
      const explanation = say`${own.name} is included twice, and each time costs look-ups.`
      return warn('duplicate', { evidence: [...sawSpf(root), ...sawRepeat(own)], explanation, fix: once(own) })
    }
    const [nested] = repeats
    if (nested) {
      const explanation = say`${nested.name} is reached twice, once through the record of ${nested.again.at.domain}.`
      return info('duplicate-nested', { evidence: [...sawSpf(root), ...sawRepeat(nested)], explanation })
    }
    const [silence] = silences
    if (silence) throw silence
    return pass('none', { evidence: sawSpf(root), explanation: say`No name is included twice.` })
  },
}

interface Place {
  at: SpfNode
  step: SpfStep
}

interface Repeat {
  name: string
  first: Place
  again: Place
}

/** Names that different terms lead to. A term met twice, because its record is included twice, is one term. */
function repeatsIn(root: SpfNode): Repeat[] {
  const known = new Map<string, Place>()
  const repeats: Repeat[] = []
  for (const place of spfSteps(root)) {
    const { at, step } = place
    if (step.unused || !follows(step.term) || step.target === undefined || step.skipped === 'loop') continue
    const first = known.get(step.target)
    if (!first) known.set(step.target, place)
    else if (isRedirect(first) && isRedirect(place) && first.at === at) continue
    else if (first.at.domain !== at.domain || first.step.term.column !== step.term.column)
      repeats.push({ name: step.target, first, again: place })
  }
  return repeats
}

/** Two of them in one record are a permerror, which spf-syntax names. */
function isRedirect({ step: { term } }: Place): boolean {
  return term.kind === 'modifier'
}

function isOwn({ domain }: SpfNode, root: SpfNode): boolean {
  return sameOrganization(domain, root.domain)
}

function sawRepeat({ name, first, again }: Repeat): Evidence[] {
  return [first, again].map(({ at, step }) => sawStep(at, step, `leads to ${name}, ${step.costs} look-ups`))
}

function once({ again: { at, step } }: Repeat): Fix {
  const { term } = step
  // The first match decides, so whatever the second one says is never reached.
  const change = at.record && replaced(at.domain, at.record, withoutTerms(at.record, [term]))
  return {
    who: 'dns',
    say: say`Take the second ${term.text} out of the record of ${at.domain}.`,
    why: say`It permits nobody new, and every look-up counts towards the limit of ten.`,
    ...records(change),
  }
}
