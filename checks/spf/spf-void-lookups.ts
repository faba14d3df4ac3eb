import { type Check, type Evidence, fail, type Fix, pass, say, warn } from '../check.ts'
import { sawSpf } from '../facts/saw-spf.ts'
import { type SpfTree, spfTree } from '../facts/spf-tree.ts'
import { type VoidLookup, voidLookups } from '../facts/spf-voids.ts'
import type { Domain } from '../subject.ts'
import { askWhetherUsed, noRecord, ownTerms } from './change.ts'

const limit = 2

/** Do more than two look-ups come back empty? Receivers that count them stop there with a permanent error. */
export const spfVoidLookups: Check<Domain> = {
  id: 'spf-void-lookups',
  title: 'SPF look-ups that find nothing',
  reference: 'RFC 7208 §4.6.4, §11.1',

  async run(subject, net) {
    if (!subject.spfDomain) return noRecord('no-record', undefined)
    const tree = await spfTree(subject, net)
    if (!tree.root.record) return noRecord('no-record', tree.root)
    const { voids, silences } = await voidLookups(tree, net)
    const evidence = [...sawSpf(tree.root), ...voids.map(sawVoid)]
    if (voids.length > limit) {
      const explanation = say`${voids.length} names in the SPF record lead nowhere; many receivers stop reading after ${limit}.`
      return fail('too-many', { evidence, explanation, fix: clear(tree, voids) })
    }
    const [silence] = silences
    if (silence) throw silence
    if (voids.length === limit) {
      const explanation = say`${limit} names in the SPF record lead nowhere. With one more, many receivers stop reading.`
      return warn('at-limit', { evidence, explanation, fix: clear(tree, voids) })
    }
    const explanation = voids[0]
      ? say`One name in the SPF record leads nowhere, which is allowed.`
      : say`Every name in the SPF record leads somewhere.`
    return pass('within-limit', { evidence, explanation })
  },
}

function sawVoid({ asked, at, step }: VoidLookup): Evidence {
  return { where: asked, what: `nothing there; asked for ${step.term.text} in the record of ${at.domain}` }
}

function clear(tree: SpfTree, voids: VoidLookup[]): Fix {
  const own = ownTerms(
    tree,
    voids.map(({ step }) => step),
  )
  return {
    who: 'dns',
    say: say`Correct or remove what names these hosts: ${voids.map(({ asked }) => asked.split(' ')[0] ?? '').join(', ')}.`,
    why: say`Each is asked for by every receiver, and after two that hold nothing a receiver may give up on the whole record.`,
    asks: askWhetherUsed(
      tree.root,
      own.slice(0, 5),
      say`Correct its name, or tell the service that its record names hosts which do not exist.`,
    ),
  }
}
