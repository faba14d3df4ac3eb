import { type Check, fail, type Fix, pass, say, warn } from '../check.ts'
import { dmarcWalk, type WalkStep } from '../facts/organizational-domain.ts'
import type { Domain } from '../subject.ts'
import { noRecord, sawWalk } from './change.ts'

/** Is there more than one record at a name? Then all of them are discarded. */
export const dmarcMultiple: Check<Domain> = {
  id: 'dmarc-multiple',
  title: 'Several DMARC records',
  reference: 'RFC 9989 §4.10',

  async run({ domain }, net) {
    if (!domain) return noRecord(undefined)
    const walk = await dmarcWalk(domain, net)
    const evidence = sawWalk(walk)
    const several = walk.steps.find(({ texts }) => texts.length > 1)
    if (!several) return pass('single', { evidence, explanation: say`No name has more than one DMARC record.` })
    if (walk.found) {
      const explanation = say`${several.domain} has ${several.texts.length} DMARC records. All are discarded, and the one of ${walk.found.domain} applies.`
      return fail('multiple', { evidence, explanation, fix: keepOne(several) })
    }
    const explanation = say`${several.domain} has ${several.texts.length} DMARC records. Receivers then use none of them.`
    return warn('multiple-only', { evidence, explanation, cause: 'no-dmarc', fix: keepOne(several) })
  },
}

function keepOne({ domain, texts }: WalkStep): Fix {
  const name = `_dmarc.${domain}`
  return {
    who: 'dns',
    say: say`Keep one TXT record that begins with ${'v=DMARC1'} at ${name}, and delete the others.`,
    why: say`Receivers cannot tell which one holds, so they discard them all; older ones then apply no DMARC.`,
    asks: [
      {
        question: say`Which one should hold?`,
        answers: texts.map((kept, index) => ({
          answer: say`${kept}`,
          say: say`Delete the others.`,
          records: texts
            .filter((_, other) => other !== index)
            .map((value) => ({ action: 'delete' as const, name, type: 'TXT' as const, value, ttl: 3600 })),
        })),
      },
    ],
  }
}
