import { type Check, info, pass, say, warn } from '../check.ts'
import type { Bounce } from './read.ts'
import { toldBy } from './told.ts'

/** Is the bounce written as programs can read it? The catalogue's `not-recognised` cannot occur: such a mail has no section of bounces. */
export const bounceFormat: Check<Bounce> = {
  id: 'bounce-format',
  title: 'The form of the report',
  reference: 'RFC 3464 §2, RFC 6522',

  async run(bounce) {
    const evidence = toldBy(bounce)
    if (bounce.kind === 'complaint' || bounce.kind === 'auto-reply')
      return info('not-bounce', { evidence, explanation: say`This is no bounce, so it has no delivery report.` })
    if (bounce.format === 'partial') {
      return warn('partial', {
        evidence,
        explanation: say`The delivery report lacks fields that it must have.`,
        fix: {
          who: 'mail-server',
          say: say`Ask whoever runs the reporting server for reports in the form of RFC 3464.`,
          why: say`Recipient, action and status have to stand in it, so that nobody has to guess.`,
        },
      })
    }
    if (bounce.format === 'free-text')
      return info('free-text', { evidence, explanation: say`The bounce is written in sentences; its words were read.` })
    return pass('valid', { evidence, explanation: say`The delivery report is in order.` })
  },
}
