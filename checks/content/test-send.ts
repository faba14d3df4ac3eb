import { type Check, info, say } from '../check.ts'
import { signsOfTest } from '../facts/test-send.ts'
import { linksAreCut } from '../facts/unread.ts'
import type { TestMail } from '../subject.ts'

/** Does this look like a sending service's test send? Then some findings may be true of the test only. */
export const testSend: Check<TestMail> = {
  id: 'test-send',
  title: 'A test send',
  reference: 'practice of sending services',

  async run(mail) {
    const signs = signsOfTest(mail)
    if (mail.terms.real === true) {
      return info('denied', { evidence: signs, explanation: say`You said that this is the campaign itself, not a test of it.` })
    }
    if (signs.length > 0) {
      return info('likely', {
        evidence: signs,
        explanation: say`This looks like a test send. Links and names may be in order in the campaign itself, so send it to a list with this one contact.`,
      })
    }
    return (
      linksAreCut(mail) ??
      info('no-sign', {
        evidence: [{ where: 'the mail', what: 'no mark of a test' }],
        explanation: say`Nothing suggests that this is a test send.`,
      })
    )
  },
}
