import { type Check, fail, info, pass, say, warn } from '../check.ts'
import { engineFix, envelopeOf, sawRules } from '../facts/engines.ts'
import type { TestMail } from '../subject.ts'

const spam = 5
const medium = 2

/** What does SpamAssassin say? Asked only where the operator of this Seedbed runs one. */
export const spamassassinScore: Check<TestMail> = {
  id: 'spamassassin-score',
  title: 'SpamAssassin',
  reference: 'Apache SpamAssassin, required_score 5.0',
  silence: 'not-parsed',

  async run(mail, { engines }) {
    if (!engines.spamassassin) {
      return info('not-installed', {
        evidence: [{ where: 'SPAMD_HOST', what: 'not set' }],
        explanation: say`This Seedbed has no SpamAssassin, so the score stands without it.`,
      })
    }
    const filtered = await engines.spamassassin(mail.raw, envelopeOf(mail))
    const evidence = sawRules(filtered)
    const explanation = say`SpamAssassin gives ${filtered.score.toFixed(1)} points, and from ${spam.toFixed(1)} on it is spam.`
    if (filtered.score >= spam) return fail('spam', { evidence, explanation, fix: engineFix(filtered) })
    if (filtered.score >= medium) return warn('medium', { evidence, explanation, fix: engineFix(filtered) })
    return pass('low', { evidence, explanation })
  },
}
