import { type Check, type Evidence, fail, type Fix, pass, say, warn } from '../check.ts'
import { sawSpf, sawStep } from '../facts/saw-spf.ts'
import { costsLookup, type SpfTree, spfSteps, spfTree } from '../facts/spf-tree.ts'
import type { Domain } from '../subject.ts'
import { askWhetherUsed, noRecord } from './change.ts'

const limit = 10
/** A hostile record can hold thousands of terms. */
const mostShown = 50

/** Does evaluation stay within ten terms that ask DNS? At the eleventh receivers stop, and nobody is permitted any more. */
export const spfLookups: Check<Domain> = {
  id: 'spf-lookups',
  title: 'SPF look-ups',
  reference: 'RFC 7208 §4.6.4',

  async run(subject, net) {
    if (!subject.spfDomain) return noRecord('no-record', undefined)
    const tree = await spfTree(subject, net)
    const { root, lookups, stopped, silences } = tree
    if (!root.record) return noRecord('no-record', root)
    const evidence = [...sawSpf(root), ...running(tree)]
    if (lookups > limit) {
      const count = stopped ? say`more than ${lookups}` : say`${lookups}`
      const explanation = say`The SPF record needs ${count} look-ups; receivers stop at ${limit} and treat it as unreadable.`
      return fail('too-many', { evidence, explanation, fix: fewer(tree) })
    }
    // What did not answer may hold more look-ups, so fewer than eleven is only known when everything answered.
    const [silence] = silences
    if (silence) throw silence
    if (lookups === limit) {
      const explanation = say`The SPF record needs exactly ${limit} look-ups. One more, here or at any service, and receivers stop reading it.`
      return warn('near-limit', { evidence, explanation, fix: fewer(tree) })
    }
    return pass('within-limit', { evidence, explanation: say`The SPF record needs ${lookups} of ${limit} look-ups.` })
  },
}

/** A running total, term by term through the whole tree. */
function running({ root }: SpfTree): Evidence[] {
  return [...spfSteps(root)]
    .filter(({ step }) => !step.unused && costsLookup(step.term))
    .slice(0, mostShown)
    .map(({ at, step }) => {
      if (step.skipped === 'limit') return sawStep(at, step, 'not followed any more')
      const note = {
        macro: ', depends on the sender',
        loop: ', leads back',
        silent: ', did not answer',
        'bad-name': ', is no name',
      }
      return sawStep(
        at,
        step,
        `look-ups so far: ${step.total}, of them for this term: ${step.costs}${step.skipped ? note[step.skipped] : ''}`,
      )
    })
}

function fewer({ root }: SpfTree): Fix {
  const own = root.steps.filter(({ costs }) => costs > 0).sort((a, b) => b.costs - a.costs)
  return {
    who: 'dns',
    say: say`Take out services you no longer send with. Replace ${'a'} and ${'mx'} by the addresses behind them, with ${'ip4:'}.`,
    why: say`Receivers count every term that asks DNS, also those inside an include, and stop with a permanent error after ${limit}.`,
    asks: askWhetherUsed(
      root,
      own.slice(0, 5),
      say`Keep it, or give it a sub-domain of its own to send from, with its own record.`,
    ),
    careful: say`Do not copy a service's addresses by hand: they change without notice.`,
  }
}
