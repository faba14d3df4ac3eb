import { type Check, info, pass, say, unknown, warn } from '../check.ts'
import type { Bounce } from './read.ts'
import { readReply } from './reply.ts'
import { refusedIn, toldBy } from './told.ts'

/** Do the basic and the enhanced code say the same? The first digit of both is for now (4) or for good (5). */
export const bounceCodeConsistent: Check<Bounce> = {
  id: 'bounce-code-consistent',
  title: 'Codes that agree',
  reference: 'RFC 3463 §2, RFC 2034 §4',

  async run(bounce) {
    const evidence = toldBy(bounce)
    const replies = refusedIn(bounce).map(({ diagnostic }) => readReply(diagnostic))
    const both = replies.filter(({ code, enhanced }) => code !== null && enhanced !== '')
    const mismatch = both.find(({ code, enhanced }) => String(code)[0] !== enhanced[0])
    if (mismatch) {
      return warn('digit-mismatch', {
        evidence,
        explanation: say`The reply says ${String(mismatch.code)} and ${mismatch.enhanced}: one is for now, the other for good.`,
        fix: {
          who: 'list',
          say: say`Go by the first code, ${String(mismatch.code)}: the sending server did.`,
          why: say`The receiving server contradicts itself; its administrator can mend that.`,
        },
      })
    }
    if (both.length > 0) return pass('agree', { evidence, explanation: say`The codes of the reply agree.` })
    if (replies.some(({ code }) => code !== null))
      return info('no-enhanced', { evidence, explanation: say`The reply has no enhanced status code.` })
    return unknown('not-recognised', { side: 'theirs', evidence, explanation: say`No reply code was told.` })
  },
}
