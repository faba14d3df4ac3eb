import { type Check, fail, info, pass, say, warn } from '../check.ts'
import { engineFix, envelopeOf, sawRules } from '../facts/engines.ts'
import type { TestMail } from '../subject.ts'

/** What rspamd would do, in its words; everything else it could say is worse. */
const good = new Set(['no action'])
const waiting = new Set(['greylist', 'soft reject'])

/** What does rspamd say? Asked only where the operator of this Seedbed runs one. */
export const rspamdScore: Check<TestMail> = {
  id: 'rspamd-score',
  title: 'rspamd',
  reference: 'rspamd, actions',
  silence: 'not-parsed',

  async run(mail, { engines }) {
    if (!engines.rspamd) {
      return info('not-installed', {
        evidence: [{ where: 'RSPAMD_URL', what: 'not set' }],
        explanation: say`This Seedbed has no rspamd, so the score stands without it.`,
      })
    }
    const filtered = await engines.rspamd(mail.raw, envelopeOf(mail))
    const evidence = sawRules(filtered)
    const explanation = say`rspamd gives ${filtered.score.toFixed(1)} points: ${filtered.action}.`
    if (good.has(filtered.action)) return pass('low', { evidence, explanation })
    if (waiting.has(filtered.action)) return warn('medium', { evidence, explanation, fix: engineFix(filtered) })
    return fail('spam', { evidence, explanation, fix: engineFix(filtered) })
  },
}
