import { type Check, type Evidence, fail, type Fix, pass, say } from '../check.ts'
import { sawSpf, sawStep } from '../facts/saw-spf.ts'
import { type SpfNode, type SpfStep, spfSteps, spfTree } from '../facts/spf-tree.ts'
import { type Net, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noRecord } from './change.ts'

const limit = 10

/** Does an `mx` term stand for more than ten servers? Receivers then stop with a permanent error. */
export const spfMxExpansion: Check<Domain> = {
  id: 'spf-mx-expansion',
  title: 'Servers behind mx',
  reference: 'RFC 7208 §4.6.4',

  async run(subject, net) {
    if (!subject.spfDomain) return noRecord('not-used', undefined)
    const { root, silences } = await spfTree(subject, net)
    if (!root.record) return noRecord('not-used', root)
    const terms = [...spfSteps(root)].filter(
      ({ step: { term, unused } }) => !unused && term.kind === 'mechanism' && term.name === 'mx',
    )
    const seen = await Promise.all(terms.map((place) => expand(place, net)))
    const counted = seen.filter((one): one is Expanded => !(one instanceof Unreachable))
    const evidence = [...sawSpf(root), ...counted.map(sawExpanded)]
    const large = counted.find(({ count }) => count > limit)
    if (large) {
      const { at, step, count } = large
      const explanation = say`${step.term.text} stands for ${count} servers. Receivers stop at ${limit} and treat the record as unreadable.`
      return fail('too-many', { evidence, explanation, fix: name(at.domain, step.term.text) })
    }
    const [silence] = [...silences, ...seen.filter((one) => one instanceof Unreachable)]
    if (silence) throw silence
    if (terms.length === 0) return { ...noRecord('not-used', root), explanation: say`The SPF record does not use ${'mx'}.` }
    return pass('within-limit', { evidence, explanation: say`No ${'mx'} stands for more than ${limit} servers.` })
  },
}

interface Expanded {
  at: SpfNode
  step: SpfStep
  count: number
}

/** How many names the term asks for; none where that depends on the sender. */
async function expand({ at, step }: { at: SpfNode; step: SpfStep }, net: Net): Promise<Expanded | Unreachable> {
  if (step.target === undefined || step.skipped) return { at, step, count: 0 }
  try {
    const { records } = await net.dns.resolve(step.target, 'MX')
    return { at, step, count: records.filter(({ exchange }) => exchange !== '.').length }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    // What is no name has no servers (§4.3).
    return error.reason === 'bad-name' ? { at, step, count: 0 } : error
  }
}

function sawExpanded({ at, step, count }: Expanded): Evidence {
  return sawStep(at, step, `${count} mail servers`)
}

function name(domain: string, term: string): Fix {
  return {
    who: 'dns',
    say: say`In the record of ${domain}, replace ${term} by the addresses of the servers that send, with ${'ip4:'} and ${'ip6:'}.`,
    why: say`At the eleventh server receivers stop with a permanent error, whoever sent the mail.`,
  }
}
