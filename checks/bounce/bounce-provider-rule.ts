import { type Check, info, say, unknown } from '../check.ts'
import type { Bounce } from './read.ts'
import { refusedIn, toldBy } from './told.ts'

/** Is the reply one that its provider documents? Then its page says what to do; the registry only what the code means. */
export const bounceProviderRule: Check<Bounce> = {
  id: 'bounce-provider-rule',
  title: 'The provider’s own rule',
  reference: 'appendix C.2 of the catalogue',

  async run(bounce) {
    const refused = refusedIn(bounce).map(({ classified }) => classified)
    const documented = refused.find(({ confidence, provider }) => confidence === 'high' && provider !== null)
    const known = refused.find(({ category }) => category !== 'not-recognised')
    const told = toldBy(bounce)
    if (documented) {
      const { rule, page, provider } = documented
      const evidence = [
        ...told,
        { where: rule, what: page ? `${page.url} (${page.date})` : 'observed; no page of the provider lists it' },
      ]
      return info('documented', {
        evidence,
        explanation: say`${provider?.name ?? 'The receiver'} has a rule for this reply: ${rule}.`,
      })
    }
    if (known) {
      const says = known.says || 'no registered code'
      const evidence = [...told, { where: known.rule, what: says }]
      return info('registry-only', {
        evidence,
        explanation: say`No provider’s rule fits; the code and the words say what is meant.`,
      })
    }
    return unknown('not-recognised', { side: 'theirs', evidence: told, explanation: say`No rule fits what was said.` })
  },
}
