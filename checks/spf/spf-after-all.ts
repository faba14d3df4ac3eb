import { type Check, type Fix, pass, say, warn } from '../check.ts'
import { sawSpf } from '../facts/saw-spf.ts'
import { type SpfNode, spfTree } from '../facts/spf-tree.ts'
import { type Term, withoutTerms } from '../records/spf.ts'
import type { Domain } from '../subject.ts'
import { noRecord, records, replaced } from './change.ts'

/** Does anything stand after `all`? It is never read. */
export const spfAfterAll: Check<Domain> = {
  id: 'spf-after-all',
  title: 'Terms after all',
  reference: 'RFC 7208 §5.1, §6.1',

  async run(subject, net) {
    if (!subject.spfDomain) return noRecord('no-record', undefined)
    const { root } = await spfTree(subject, net)
    if (!root.record) return noRecord('no-record', root)
    const evidence = sawSpf(root)
    const unused = root.steps.filter((step) => step.unused).map(({ term }) => term)
    const mechanisms = unused.filter(({ kind }) => kind === 'mechanism')
    if (mechanisms.length > 0) {
      const list = mechanisms.map(({ text }) => text).join(' ')
      const explanation = say`Receivers never read ${list}, because it stands after ${'all'}.`
      return warn('ignored-terms', { evidence, explanation, fix: moveAll(root, mechanisms) })
    }
    const [redirect] = unused
    if (redirect) {
      const explanation = say`Receivers ignore ${redirect.text}, because the record also has ${'all'}.`
      return warn('ignored-redirect', { evidence, explanation, fix: chooseOne(root, redirect) })
    }
    return pass('none', { evidence, explanation: say`Every term of the SPF record is read.` })
  },
}

function moveAll({ domain, record }: SpfNode, ignored: Term[]): Fix {
  const alls = record?.terms.filter(({ name }) => name === 'all') ?? []
  const [all] = alls
  const rest = record && withoutTerms(record, alls)
  return {
    who: 'dns',
    say: say`Move ${'all'} to the end, or take out what stands after it.`,
    why: say`Evaluation ends at ${'all'}, so servers named after it are not permitted.`,
    asks: [
      {
        question: say`Should the servers behind ${ignored.map(({ text }) => text).join(' ')} be permitted?`,
        answers: [
          {
            answer: say`Yes`,
            say: say`Move ${'all'} to the end.`,
            ...(record && all ? records(replaced(domain, record, `${rest} ${all.text}`)) : {}),
          },
          {
            answer: say`No`,
            say: say`Take them out.`,
            ...(record ? records(replaced(domain, record, withoutTerms(record, ignored))) : {}),
          },
        ],
      },
    ],
  }
}

function chooseOne({ domain, record }: SpfNode, redirect: Term): Fix {
  const alls = record?.terms.filter(({ name }) => name === 'all') ?? []
  const without = (terms: Term[]) => (record ? records(replaced(domain, record, withoutTerms(record, terms))) : {})
  return {
    who: 'dns',
    say: say`Keep either ${'all'} or ${redirect.text}.`,
    why: say`A redirect is followed only when no ${'all'} stands in the record.`,
    asks: [
      {
        question: say`Should the record of another domain decide, as ${redirect.text} says?`,
        answers: [
          { answer: say`Yes`, say: say`Take out ${'all'}.`, ...without(alls) },
          { answer: say`No`, say: say`Take out the redirect; nothing else changes.`, ...without([redirect]) },
        ],
      },
    ],
  }
}
