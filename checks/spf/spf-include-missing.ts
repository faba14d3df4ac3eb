import { type Check, type Evidence, fail, type Finding, type Fix, pass, say, type Words } from '../check.ts'
import { sawSpf, sawStep } from '../facts/saw-spf.ts'
import { freeTargets } from '../facts/spf-free-targets.ts'
import { follows, type SpfNode, type SpfStep, type SpfTree, spfSteps, spfTree } from '../facts/spf-tree.ts'
import { withoutTerms } from '../records/spf.ts'
import type { Domain } from '../subject.ts'
import { askWhetherUsed, noRecord, ownTerms, records, replaced } from './change.ts'

/** Does every include and redirect lead to a valid SPF record? One that does not makes the whole evaluation a permanent error. */
export const spfIncludeMissing: Check<Domain> = {
  id: 'spf-include-missing',
  title: 'Includes and redirects',
  reference: 'RFC 7208 §5.2, §6.1',

  async run(subject, net) {
    if (!subject.spfDomain) return noRecord('not-used', undefined)
    const tree = await spfTree(subject, net)
    const { root } = tree
    if (!root.record) return noRecord('not-used', root)
    const leading = [...spfSteps(root)].filter(({ step }) => !step.unused && follows(step.term))
    if (leading.length === 0) {
      return { ...noRecord('not-used', root), explanation: say`The SPF record includes no other record.` }
    }
    const { free } = await freeTargets(tree, net)
    // A name that anyone can register is worse than missing; spf-include-takeover names it.
    const judged = leading.filter(({ step }) => !free.some((one) => one.step === step))
    const broken = (state: string, name: string) => judged.find(({ step }) => stateOf(step) === state && step.term.name === name)
    const missing = broken('missing', 'include')
    if (missing)
      return report(
        'include-missing',
        missing,
        tree,
        say`${targetOf(missing)} has no SPF record, so ${missing.step.term.text} makes the whole record unreadable.`,
      )
    const multiple = broken('multiple', 'include') ?? broken('multiple', 'redirect')
    if (multiple)
      return report(
        'include-multiple',
        multiple,
        tree,
        say`${targetOf(multiple)} has several SPF records, so ${multiple.step.term.text} makes the whole record unreadable.`,
      )
    const redirect = broken('missing', 'redirect')
    if (redirect)
      return report(
        'redirect-missing',
        redirect,
        tree,
        say`${targetOf(redirect)} has no SPF record, so ${redirect.step.term.text} leads nowhere.`,
      )
    const invalid = broken('invalid', 'include') ?? broken('invalid', 'redirect')
    if (invalid)
      return report(
        'include-invalid',
        invalid,
        tree,
        say`The SPF record of ${targetOf(invalid)} cannot be read, and that makes yours unreadable too.`,
      )
    const [silence] = tree.silences
    if (silence) throw silence
    if (judged.length < leading.length) {
      return { ...noRecord('not-used', root), explanation: say`The record that is missing has a row of its own.` }
    }
    const evidence = [...sawSpf(root), ...leading.flatMap(({ step }) => (step.node ? sawSpf(step.node) : []))]
    return pass('all-found', { evidence, explanation: say`Every included record was found and can be read.` })
  },
}

interface Leading {
  at: SpfNode
  step: SpfStep
}

function stateOf({ node, skipped }: SpfStep): 'missing' | 'multiple' | 'invalid' | 'good' {
  if (skipped === 'bad-name') return 'missing'
  if (!node) return 'good'
  if (node.texts.length > 1) return 'multiple'
  if (!node.record) return 'missing'
  return node.record.valid ? 'good' : 'invalid'
}

function targetOf({ step }: Leading): string {
  return step.target ?? step.term.text
}

function report(code: string, broken: Leading, tree: SpfTree, explanation: Words): Finding {
  return fail(code, { evidence: evidenceOf(broken, tree), explanation, fix: repair(broken, tree) })
}

function evidenceOf(broken: Leading, { root }: SpfTree): Evidence[] {
  const { at, step } = broken
  const there = step.node ? sawSpf(step.node) : []
  const problems = step.node?.record?.problems.map(({ problem, found }) => sawStep(at, step, `${problem}: ${found}`)) ?? []
  return [...sawSpf(root), sawStep(at, step, `leads to ${targetOf(broken)}`), ...there, ...problems]
}

function repair({ at, step }: Leading, tree: SpfTree): Fix {
  const { root } = tree
  const why = say`Receivers that meet it stop with a permanent error, whoever sent the mail.`
  if (at === root && root.record && step.term.name === 'include') {
    // Today the term permits nobody, so taking it out takes nothing away.
    const change = replaced(root.domain, root.record, withoutTerms(root.record, [step.term]))
    return { who: 'dns', say: say`Correct the name in ${step.term.text}, or take it out.`, why, ...records(change) }
  }
  if (at === root)
    return { who: 'dns', say: say`Correct the name in ${step.term.text}, or end the record with ${'~all'} instead.`, why }
  return {
    who: 'dns',
    say: say`Tell ${at.domain} that ${step.term.text} in its SPF record leads nowhere.`,
    why,
    asks: askWhetherUsed(root, ownTerms(tree, [step]), say`Ask ${at.domain} to correct its record.`),
  }
}
