import { type Check, type Fix, pass, say, warn } from '../check.ts'
import { dmarcWalk, effectivePolicy, type EffectivePolicy, type FoundDmarc } from '../facts/organizational-domain.ts'
import type { Domain } from '../subject.ts'
import { noRecord, records, sawRecord, withTags } from './change.ts'

/** Does the policy ask receivers to act on forged mail, or only to watch? `t=y` is judged by dmarc-test-mode. */
export const dmarcPolicy: Check<Domain> = {
  id: 'dmarc-policy',
  title: 'DMARC policy',
  reference: 'RFC 9989 §4.7, §4.10.1, §5.4',

  async run({ domain }, net) {
    if (!domain) return noRecord(undefined)
    const walk = await dmarcWalk(domain, net)
    const { found } = walk
    const effective = await effectivePolicy(walk, net)
    if (!found || !effective) return noRecord(walk)
    const evidence = sawRecord(walk, found)
    if (effective.policy === 'none') {
      const explanation = say`The DMARC rule for ${domain} only watches. Others can still send as ${domain}.`
      return warn('none', { evidence, explanation, fix: raise(domain, found, effective) })
    }
    if (effective.policy === 'quarantine') {
      return pass('quarantine', {
        evidence,
        explanation: say`Receivers are asked to treat forged mail from ${domain} as suspicious.`,
      })
    }
    return pass('reject', { evidence, explanation: say`Receivers are asked to refuse forged mail from ${domain}.` })
  },
}

function raise(domain: string, found: FoundDmarc, { tag }: EffectivePolicy): Fix {
  // The record of a public suffix is not theirs to change.
  const change = found.how === 'from-psd' || !tag ? undefined : withTags(found, { [tag]: 'quarantine' })
  return {
    who: 'dns',
    say: say`Leave it until every service of yours passes. Then ask for ${'quarantine'}, and some weeks later for ${'reject'}.`,
    why: say`Raised too early, your own mail is lost; never raised, anyone can use your name.`,
    asks: [
      {
        question: say`Have the reports of some weeks shown that everything you send as ${domain} passes?`,
        answers: [
          { answer: say`Yes`, say: say`Ask receivers to treat the rest as suspicious.`, ...records(change) },
          { answer: say`No, or not known`, say: say`Leave the policy as it is. Fix first what does not pass.` },
        ],
      },
    ],
  }
}
