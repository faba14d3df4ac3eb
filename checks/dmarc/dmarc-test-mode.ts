import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { dmarcWalk, type FoundDmarc } from '../facts/organizational-domain.ts'
import type { Domain } from '../subject.ts'
import { noRecord, records, sawRecord, withTags } from './change.ts'

/** Does `t=y` take the policy back one level? Reject then acts as quarantine, and quarantine as none. */
export const dmarcTestMode: Check<Domain> = {
  id: 'dmarc-test-mode',
  title: 'DMARC test mode',
  reference: 'RFC 9989 §4.7, App. A.6',

  async run({ domain }, net) {
    if (!domain) return noRecord(undefined)
    const walk = await dmarcWalk(domain, net)
    const { found } = walk
    if (!found?.record.processed) return noRecord(walk)
    const evidence = sawRecord(walk, found)
    const { testing, p, sp, np } = found.record
    if (!testing) return pass('off', { evidence, explanation: say`The DMARC policy of ${found.domain} is meant as it stands.` })
    if ([p, sp, np].every((policy) => policy === undefined || policy === 'none')) {
      return info('pointless', { evidence, explanation: say`${'t=y'} changes nothing, since the policy only watches.` })
    }
    const explanation = say`The DMARC policy of ${found.domain} is on trial (${'t=y'}), so receivers act one level milder.`
    return warn('on', { evidence, explanation, fix: endTrial(found) })
  },
}

function endTrial(found: FoundDmarc): Fix {
  return {
    who: 'dns',
    say: say`Take ${'t=y'} out of the record when the policy should take effect.`,
    why: say`On trial, ${'reject'} acts as ${'quarantine'}, and ${'quarantine'} as ${'none'}. Older receivers ignore the trial and act in full.`,
    asks: [
      {
        question: say`Have the reports shown that everything you send as ${found.domain} passes?`,
        answers: [
          {
            answer: say`Yes`,
            say: say`End the trial.`,
            ...records(found.how === 'from-psd' ? undefined : withTags(found, { t: undefined })),
          },
          { answer: say`No, or not known`, say: say`Leave it on trial. Fix first what does not pass.` },
        ],
      },
    ],
  }
}
