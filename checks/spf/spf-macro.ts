import { type Check, type Evidence, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { sawSpf, sawStep } from '../facts/saw-spf.ts'
import { type SpfNode, type SpfStep, spfTree } from '../facts/spf-tree.ts'
import type { SpfRecord, Term } from '../records/spf.ts'
import type { Domain } from '../subject.ts'
import { askWhetherUsed, noRecord } from './change.ts'

/** Does the record use macros, and in a safe way? One that cannot be read makes the whole record a permanent error. */
export const spfMacro: Check<Domain> = {
  id: 'spf-macro',
  title: 'SPF macros',
  reference: 'RFC 7208 §7.1, §7.2, §7.3, §11.6',

  async run(subject, net) {
    if (!subject.spfDomain) return noRecord('no-record', undefined)
    const { root } = await spfTree(subject, net)
    if (!root.record) return noRecord('no-record', root)
    const bad = root.record.problems.find(({ problem }) => problem === 'bad-macro')
    if (bad) {
      const seen = { where: `bad macro at character ${bad.column}`, what: bad.found }
      const explanation = say`The macro in ${bad.found} is not right. Receivers cannot read the SPF record.`
      return fail('invalid', { evidence: [...sawSpf(root), seen], explanation, fix: correct(bad.found, bad.column) })
    }
    const used = root.steps.filter(({ term }) => specOf(term).includes('%'))
    const evidence = [...sawSpf(root), ...few(used.map((step) => sawMacro(root, step)))]
    const local = used.find(({ term }) => isEvaluated(term) && /%\{[ls]/i.test(specOf(term)))
    if (local) {
      const explanation = say`${local.term.text} asks DNS a question for every address that sends.`
      const why = say`The names of your users end up in DNS, and receivers ask anew for each of them.`
      return warn('local-part', { evidence, explanation, fix: plainer(root, local, why) })
    }
    const ptr = used.find(({ term }) => isEvaluated(term) && /%\{p/i.test(specOf(term)))
    if (ptr) {
      const explanation = say`${ptr.term.text} asks for the reverse name of the sender, which receivers may skip.`
      const why = say`For it a receiver asks the name servers of whoever sends. Many skip it, and then these servers are not permitted.`
      return warn('ptr-macro', { evidence, explanation, fix: plainer(root, ptr, why) })
    }
    const [first] = used
    if (first) return info('used', { evidence, explanation: say`The SPF record uses a macro: ${first.term.text}.` })
    return pass('none', { evidence, explanation: say`The SPF record uses no macros.` })
  },
}

function specOf(term: Term): string {
  return term.kind === 'mechanism' ? (term.domain ?? '') : term.value
}

/** `exp` is only read when a mail is refused, and unknown modifiers never. */
function isEvaluated(term: Term): boolean {
  return term.kind === 'mechanism' || term.name === 'redirect'
}

function sawMacro(root: SpfNode, step: SpfStep): Evidence {
  return sawStep(root, step, step.target === undefined ? 'depends on the sender' : `asks for ${step.target}`)
}

function correct(term: string, column: number): Fix {
  return {
    who: 'dns',
    say: say`Correct or remove ${term}, at character ${column} of the record. A percent sign itself is written ${'%%'}.`,
    why: say`One term that cannot be read makes receivers give up on the whole record.`,
  }
}

function plainer(root: SpfNode & { record: SpfRecord | undefined }, step: SpfStep, why: Fix['why']): Fix {
  return {
    who: 'dns',
    say: say`Replace ${step.term.text} by the addresses that send, with ${'ip4:'} and ${'ip6:'}.`,
    why,
    asks: askWhetherUsed(root, [step], say`Ask whoever set it up for a term without that macro.`),
  }
}
