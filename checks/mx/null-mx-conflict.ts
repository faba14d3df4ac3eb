import { type Check, fail, info, pass, saw, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { mailExchange } from '../facts/mail-exchange.ts'
import type { Domain } from '../subject.ts'
import { deleted, mxValue } from './change.ts'

/** Does a null MX stand alone? Beside another MX some senders obey the one and some the other. */
export const nullMxConflict: Check<Domain> = {
  id: 'null-mx-conflict',
  title: 'Null MX',
  reference: 'RFC 7505 §3',

  async run({ domain }, net) {
    if (!domain) return info('not-applicable', { evidence: [], explanation: say`There is no domain to look at.` })
    const { answers, exchanges } = await mailExchange(domain, net)
    const records = answers.flatMap((answer) => (answer.type === 'MX' ? answer.records : [])).filter((one) => 'exchange' in one)
    const roots = records.filter(({ exchange }) => exchange === '.')
    const evidence = few(answers.slice(0, 1).flatMap(saw))
    const [first] = roots
    if (!first) return pass('no-null-mx', { evidence, explanation: say`${domain} does not refuse mail.` })
    if (records.length > 1) {
      const keepNull = deleted(domain, [...exchanges, ...roots.filter((root) => root !== (roots.find(isProper) ?? first))])
      return fail('mixed', {
        evidence,
        explanation: say`${domain} says that it takes no mail, and names ${records.length - 1} other MX as well.`,
        fix: {
          who: 'dns',
          say: say`Keep the null MX alone, or delete it.`,
          why: say`Some senders refuse at once, others try the remaining servers.`,
          asks: [
            {
              question: say`Should ${domain} receive mail?`,
              answers: [
                { answer: say`Yes`, say: say`Delete the null MX.`, ...(exchanges.length > 0 ? deleted(domain, roots) : {}) },
                { answer: say`No`, say: say`Keep only the null MX.`, ...(roots.some(isProper) ? keepNull : {}) },
              ],
            },
          ],
        },
      })
    }
    if (!isProper(first)) {
      return warn('nonzero-preference', {
        evidence,
        explanation: say`The null MX of ${domain} has preference ${first.preference}; it must be 0.`,
        fix: {
          who: 'dns',
          say: say`Give the null MX the preference 0.`,
          why: say`A sender that follows the standard to the letter does not recognize it otherwise.`,
          records: [{ action: 'replace', name: domain, type: 'MX', was: mxValue(first), value: '0 .', ttl: 3600 }],
        },
      })
    }
    return pass('alone', { evidence, explanation: say`${domain} takes no mail and says so as it should.` })
  },
}

const isProper = ({ preference }: { preference: number }) => preference === 0
