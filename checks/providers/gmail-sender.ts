import type { Check } from '../check.ts'
import { isRefused, type JudgedMail, profile } from './outcome.ts'

/** Does the mail meet what Gmail asks of every sender? For personal accounts; Workspace customers have rules of their own. */
export const gmailSender: Check<JudgedMail> = {
  id: 'gmail-sender',
  title: 'Gmail, every sender',
  reference: 'Google 81126 (2026-03), 14229414 (2026-03), 3726730 (2026-02)',

  async run(mail) {
    return profile(mail, { receiver: 'gmail', rows: ({ bulk }) => !bulk, enforced: isRefused })
  },
}
