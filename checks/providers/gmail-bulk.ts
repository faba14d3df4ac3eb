import { type Check, info, say } from '../check.ts'
import { isRefused, type JudgedMail, profile } from './outcome.ts'

/** Does the mail meet what Gmail asks of who sends it close to 5,000 mails a day? */
export const gmailBulk: Check<JudgedMail> = {
  id: 'gmail-bulk',
  title: 'Gmail, 5,000 and more a day',
  reference: 'Google 81126 (2026-03), 14229414 (2026-03), 3726730 (2026-02)',

  async run(mail) {
    if (!mail.bulk) {
      const evidence = [{ where: 'judged as', what: 'not bulk' }]
      return info('not-bulk', { evidence, explanation: say`Gmail asks more of bulk mail. This mail is judged as none.` })
    }
    return profile(mail, { receiver: 'gmail', enforced: isRefused })
  },
}
