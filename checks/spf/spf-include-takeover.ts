import { type Check, type Evidence, fail, type Fix, pass, say } from '../check.ts'
import { sawSpf, sawStep } from '../facts/saw-spf.ts'
import { type FreeTarget, freeTargets } from '../facts/spf-free-targets.ts'
import { type SpfTree, spfTree } from '../facts/spf-tree.ts'
import { withoutTerms } from '../records/spf.ts'
import type { Domain } from '../subject.ts'
import { askWhetherUsed, noRecord, ownTerms, records, replaced } from './change.ts'

/**
 * Does the record name a domain that nobody owns? Whoever registers it decides who may send. That it is free is taken from DNS alone: NXDOMAIN;
 * a registered domain without name servers looks the same.
 */
export const spfIncludeTakeover: Check<Domain> = {
  id: 'spf-include-takeover',
  title: 'Names nobody owns',
  reference: 'RFC 7208 §11',

  async run(subject, net) {
    if (!subject.spfDomain) return noRecord('no-record', undefined)
    const tree = await spfTree(subject, net)
    const { root } = tree
    if (!root.record) return noRecord('no-record', root)
    const { free, silences } = await freeTargets(tree, net)
    const [first] = free
    if (first) {
      const evidence = [...sawSpf(root), ...free.flatMap(sawFree)]
      const explanation = say`${first.domain} does not exist. Whoever registers it is permitted to send as ${root.domain}.`
      return fail('registrable', { evidence, explanation, fix: remove(tree, free) })
    }
    const [silence] = [...tree.silences, ...silences]
    if (silence) throw silence
    const explanation = say`Every domain that the SPF record relies on exists.`
    return pass('none', { evidence: sawSpf(root), explanation })
  },
}

function sawFree({ at, step, domain }: FreeTarget): Evidence[] {
  return [sawStep(at, step, `relies on ${domain}`), { where: `${domain} NS`, what: 'no such name (NXDOMAIN)' }]
}

function remove(tree: SpfTree, free: FreeTarget[]): Fix {
  const { root } = tree
  const own = free.filter(({ at }) => at === root).map(({ step }) => step.term)
  const nested = free.filter(({ at }) => at !== root)
  const names = [...new Set(free.map(({ domain }) => domain))].slice(0, 5).join(', ')
  return {
    who: 'dns',
    say: say`Take out at once what leads to ${names}, or have that domain registered again.`,
    why: say`The owner of a name in the record writes the list of who may send as you.`,
    // Today these terms permit nobody, so taking them out takes nothing away.
    ...(root.record && own.length > 0 ? records(replaced(root.domain, root.record, withoutTerms(root.record, own))) : {}),
    ...(nested.length > 0 && own.length === 0
      ? {
          asks: askWhetherUsed(
            root,
            ownTerms(
              tree,
              nested.map(({ step }) => step),
            ),
            say`Ask that service to correct its record at once.`,
          ),
        }
      : {}),
  }
}
