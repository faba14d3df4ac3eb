import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { sameOrganization } from '../facts/organizational-domain.ts'
import { sawSpf, sawStep } from '../facts/saw-spf.ts'
import { spfSteps, spfTree } from '../facts/spf-tree.ts'
import type { Domain } from '../subject.ts'
import { noRecord } from './change.ts'

/** Does the record use `ptr`? It is slow and unreliable, and should not be published. */
export const spfPtr: Check<Domain> = {
  id: 'spf-ptr',
  title: 'The ptr mechanism',
  reference: 'RFC 7208 §5.5',

  async run(subject, net) {
    if (!subject.spfDomain) return noRecord('no-record', undefined)
    const { root, silences } = await spfTree(subject, net)
    if (!root.record) return noRecord('no-record', root)
    const used = [...spfSteps(root)].filter(
      ({ step: { term, unused } }) => !unused && term.kind === 'mechanism' && term.name === 'ptr',
    )
    const evidence = [
      ...sawSpf(root),
      ...used.map(({ at, step }) => sawStep(at, step, 'asks for the reverse name of the sender')),
    ]
    const owners = await Promise.all(used.map(({ at }) => at === root || sameOrganization(at.domain, root.domain, net)))
    const own = used.find((_, index) => owners[index])
    if (own) {
      const explanation = say`The SPF record of ${own.at.domain} uses ${own.step.term.text}, which receivers may skip.`
      return warn('used', { evidence, explanation, fix: name(own.at.domain, own.step.term.text) })
    }
    const [silence] = silences
    if (silence) throw silence
    const [foreign] = used
    if (foreign)
      return info('used-by-include', {
        evidence,
        explanation: say`${foreign.at.domain} uses ${'ptr'} in its record; that is theirs to change.`,
      })
    return pass('none', { evidence, explanation: say`The SPF record does not use ${'ptr'}.` })
  },
}

function name(domain: string, term: string): Fix {
  return {
    who: 'dns',
    say: say`In the record of ${domain}, replace ${term} by the addresses of the servers, with ${'ip4:'} and ${'ip6:'}.`,
    why: say`For ${'ptr'} a receiver asks the name servers of whoever sends. Many skip it, and then these servers are not permitted.`,
  }
}
